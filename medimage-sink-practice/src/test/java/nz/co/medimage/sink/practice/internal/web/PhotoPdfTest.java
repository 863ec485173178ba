package nz.co.medimage.sink.practice.internal.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import javax.imageio.ImageIO;
import nz.co.medimage.filter.resize.JpegFacts;
import nz.co.medimage.filter.resize.SizedCopy;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.TestPhotos;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a reader of PDF that is not ours. */
@Timeout(120)
final class PhotoPdfTest {
  @TempDir Path folder;

  private Path pdf(byte[] jpeg) throws Exception {
    Path photo = Files.write(folder.resolve("photo.jpg"), jpeg);
    Path pdf = folder.resolve("photo.pdf");
    PhotoPdf.write(photo, JpegFacts.read(photo).orElseThrow(), pdf);
    assertTrue(Files.size(pdf) - jpeg.length < PhotoPdf.OVERHEAD, "what is around the JPEG");
    return pdf;
  }

  @Test
  void onePageHasTheBytesOfTheJpegAsTheyWere() throws Exception {
    byte[] jpeg = TestPhotos.jpeg(1, 600, 400);
    try (PDDocument document = Loader.loadPDF(pdf(jpeg).toFile())) {
      assertEquals(1, document.getNumberOfPages());
      PDPage page = document.getPage(0);
      assertEquals(842, page.getMediaBox().getWidth(), 0.5);
      assertEquals(561.33, page.getMediaBox().getHeight(), 0.5);
      PDImageXObject image =
          (PDImageXObject) page.getResources().getXObject(COSName.getPDFName("P"));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (InputStream in = image.getCOSObject().createRawInputStream()) {
        in.transferTo(bytes);
      }
      assertArrayEquals(jpeg, bytes.toByteArray());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void pageIsUprightHoweverThePhoneWasHeld(int orientation) throws Exception {
    Exif exif = Exif.of(orientation, LocalDateTime.of(2026, 3, 1, 10, 15));
    byte[] jpeg = TestPhotos.jpegWithExif(5, exif);
    Path upright = folder.resolve("upright.jpg");
    try (PDDocument document = Loader.loadPDF(pdf(jpeg).toFile())) {
      assertTrue(new SizedCopy().write(folder.resolve("photo.jpg"), upright, 1 << 20));
      BufferedImage expected = ImageIO.read(upright.toFile());
      float scale = expected.getWidth() / document.getPage(0).getMediaBox().getWidth();
      BufferedImage shown = new PDFRenderer(document).renderImage(0, scale);
      assertEquals(expected.getWidth(), shown.getWidth(), 1);
      assertEquals(expected.getHeight(), shown.getHeight(), 1);
      assertTrue(difference(expected, shown) < 12, "the mean difference of a colour");
    }
  }

  private static double difference(BufferedImage one, BufferedImage other) {
    int width = Math.min(one.getWidth(), other.getWidth());
    int height = Math.min(one.getHeight(), other.getHeight());
    long sum = 0;
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        Color first = new Color(one.getRGB(x, y));
        Color second = new Color(other.getRGB(x, y));
        sum +=
            Math.abs(first.getRed() - second.getRed())
                + Math.abs(first.getGreen() - second.getGreen())
                + Math.abs(first.getBlue() - second.getBlue());
      }
    }
    return sum / (3.0 * width * height);
  }
}
