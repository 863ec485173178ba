package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.filter.resize.JpegFacts;

/**
 * Writes a PDF of one page with a JPEG, which is copied as it is: ISO 32000-1, sections 7.5 and
 * 8.9. The page turns it as Exif says, because viewers of PDF do not look at Exif.
 */
final class PhotoPdf {
  /** The longer side of the page: that of A4, in points. */
  private static final double LONG_SIDE = 842;

  /** More than everything around the JPEG takes. */
  static final int OVERHEAD = 2048;

  private final OutputStream out;
  private final List<Long> objects = new ArrayList<>();
  private long written;

  private PhotoPdf(OutputStream out) {
    this.out = out;
  }

  /** Whether each viewer shows such a JPEG right: grey or colours, of 8 bits. */
  static boolean takes(JpegFacts facts) {
    return facts.bits() == 8 && (facts.components() == 1 || facts.components() == 3);
  }

  /**
   * Writes a page.
   *
   * @param pdf a new file
   */
  static void write(Path jpeg, JpegFacts facts, Path pdf) throws IOException {
    try (OutputStream out = Channels.newOutputStream(DurableFiles.createPrivate(pdf))) {
      new PhotoPdf(out).write(jpeg, facts);
    }
  }

  private void write(Path jpeg, JpegFacts facts) throws IOException {
    boolean isTurned = facts.orientation() >= 5;
    int wide = isTurned ? facts.height() : facts.width();
    int high = isTurned ? facts.width() : facts.height();
    double scale = LONG_SIDE / Math.max(wide, high);
    double width = wide * scale;
    double height = high * scale;
    String content = "q " + matrix(facts.orientation(), width, height) + " cm /P Do Q\n";
    text("%PDF-1.4\n");
    object("<< /Type /Catalog /Pages 2 0 R >>");
    object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    object(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 "
            + number(width)
            + " "
            + number(height)
            + "] /Contents 4 0 R /Resources << /XObject << /P 5 0 R >> >> >>");
    object("<< /Length " + content.length() + " >>\nstream\n" + content + "endstream");
    picture(jpeg, facts);
    end();
  }

  private void picture(Path jpeg, JpegFacts facts) throws IOException {
    begin();
    text(
        "<< /Type /XObject /Subtype /Image /Width "
            + facts.width()
            + " /Height "
            + facts.height()
            + " /ColorSpace /"
            + (facts.components() == 1 ? "DeviceGray" : "DeviceRGB")
            + " /BitsPerComponent 8 /Filter /DCTDecode /Length "
            + Files.size(jpeg)
            + " >>\nstream\n");
    written += Files.copy(jpeg, out);
    text("\nendstream\nendobj\n");
  }

  /**
   * Where the unit square of a picture comes to be on the page, for each orientation of CIPA
   * DC-008, section 4.6.5.
   */
  private static String matrix(int orientation, double width, double height) {
    String w = number(width);
    String h = number(height);
    return switch (orientation) {
      case 2 -> "-" + w + " 0 0 " + h + " " + w + " 0";
      case 3 -> "-" + w + " 0 0 -" + h + " " + w + " " + h;
      case 4 -> w + " 0 0 -" + h + " 0 " + h;
      case 5 -> "0 -" + h + " -" + w + " 0 " + w + " " + h;
      case 6 -> "0 -" + h + " " + w + " 0 0 " + h;
      case 7 -> "0 " + h + " " + w + " 0 0 0";
      case 8 -> "0 " + h + " -" + w + " 0 " + w + " 0";
      default -> w + " 0 0 " + h + " 0 0";
    };
  }

  private static String number(double points) {
    return String.format(Locale.ROOT, "%.2f", points);
  }

  private void object(String body) throws IOException {
    begin();
    text(body + "\nendobj\n");
  }

  private void begin() throws IOException {
    objects.add(written);
    text(objects.size() + " 0 obj\n");
  }

  private void end() throws IOException {
    long table = written;
    int size = objects.size() + 1;
    text("xref\n0 " + size + "\n0000000000 65535 f \n");
    for (long at : objects) {
      text(String.format(Locale.ROOT, "%010d 00000 n \n", at));
    }
    text("trailer\n<< /Size " + size + " /Root 1 0 R >>\nstartxref\n" + table + "\n%%EOF\n");
  }

  private void text(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.write(bytes);
    written += bytes.length;
  }
}
