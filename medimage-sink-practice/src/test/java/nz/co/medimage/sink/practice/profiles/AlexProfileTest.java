package nz.co.medimage.sink.practice.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;

/** The profile {@code medtech-alex} with a fake: Medtech's own service was not tried. */
final class AlexProfileTest extends ShippedProfileContract {

  @Override
  FakeService service() throws IOException {
    return new FakeAlex(
        List.of(
            new FakeAlex.Patient("p1", KNOWN, ",\"active\":true"),
            new FakeAlex.Patient("p2", OTHER, ""),
            new FakeAlex.Patient("p3", AMBIGUOUS, ""),
            new FakeAlex.Patient("p4", AMBIGUOUS, ""),
            new FakeAlex.Patient("p5", INACTIVE, ",\"active\":false")));
  }

  @Override
  String profile(String url) {
    return "{'extends': 'medtech-alex', 'values': {'url': '"
        + url
        + "/FHIR', 'token-url': '"
        + url
        + "/tenant/oauth2/v2.0/token', 'client-id': 'app-1', 'client-secret': 's3cret&=+',"
        + " 'scope': 'api://alex/.default', 'facility-id': 'F2N060-E'}}";
  }

  @Override
  String record() {
    return "Patient/p1";
  }

  @Override
  boolean asks() {
    return true;
  }

  @Override
  boolean capitals() {
    return true;
  }

  /** A picture that no compression makes small. */
  private static byte[] noisy() throws IOException {
    BufferedImage image = new BufferedImage(1600, 1200, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
      image.setRGB(i % image.getWidth(), i / image.getWidth(), random.nextInt(1 << 24));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", out);
    return out.toByteArray();
  }

  @Test
  void largePhotoIsSentBelowOneMegabyte() throws Exception {
    Path staging = Files.createDirectories(folder().resolve("large"));
    byte[] content = noisy();
    assertTrue(content.length > 700 << 10, "large enough: " + content.length);
    sink().write(TestPhotos.staged(staging, TestPhotos.photoId(9), "#" + KNOWN, content));
    assertEquals(1, fake().filed().size());
    assertTrue(fake().filed().get(0).content().size() <= 700 << 10);
  }

  @Test
  void tokenThatIsRefusedIsFetchedAgain() throws Exception {
    StagedPhoto one = photo("#" + KNOWN);
    sink().write(one);
    ((FakeAlex) fake()).forgetTokens();
    StagedPhoto two = photo("#" + KNOWN);
    sink().write(two);
    assertEquals(1, filed(two).size());
  }

  @Test
  void wrongFacilityIsNoPhotosFault() throws Exception {
    String own = profile(fake().url()).replace("F2N060-E", "F2N060-X");
    Files.writeString(folder().resolve("practice.json"), own.replace('\'', '"'));
    IOException e = assertThrows(IOException.class, () -> check(KNOWN));
    assertTrue(e.getMessage().contains("facility-id"), e.getMessage());
  }

  @Test
  void questionSaysWhereToLook() throws Exception {
    StagedPhoto photo = photo("#" + KNOWN);
    fake().next("file", FakeService.Trouble.CUT_AFTER);
    OutcomeUnknownException e =
        assertThrows(OutcomeUnknownException.class, () -> sink().write(photo));
    assertTrue(e.getMessage().contains("Daily Record"), e.getMessage());
  }
}
