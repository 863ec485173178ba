package nz.co.medimage.sink.practice.internal.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PhotoFactsTest {
  @TempDir private Path folder;

  private UUID uuid(PhotoId id) throws IOException {
    Path own = Files.createDirectories(folder.resolve("staged"));
    PhotoFacts facts =
        PhotoFacts.of(
            TestPhotos.staged(own, id, "#ZZZ0016", TestPhotos.jpeg(1)),
            "ZZZ0016",
            new ProfileValues(new TreeMap<>(Map.of())),
            Clock.systemUTC());
    return UUID.fromString(facts.find("photo-uuid").orElseThrow().toString());
  }

  @Test
  void uuidOfAPhotoIsOfItsWholeId() throws IOException {
    PhotoId id = TestPhotos.photoId(1);
    PhotoId other = new PhotoId(id.envelope(), new PairingId(new UUID(7, 7)));
    assertEquals(uuid(id), uuid(id));
    assertNotEquals(uuid(id), uuid(other), "another device's photo with the same envelope id");
    assertEquals(8, uuid(id).version());
    assertEquals(2, uuid(id).variant());
  }
}
