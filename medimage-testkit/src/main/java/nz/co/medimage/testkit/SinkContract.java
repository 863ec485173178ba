package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of a {@link Sink}, as tests. A vendor extends this class, says how the sink is
 * opened and what it has stored, and runs it with JUnit:
 *
 * <pre>{@code
 * class ArchiveSinkTest extends SinkContract {
 *   @TempDir Path archive;
 *
 *   @Override
 *   protected Sink open() throws IOException {
 *     return new ArchiveSink(archive);
 *   }
 *
 *   @Override
 *   protected Map<String, byte[]> stored() throws IOException {
 *     return contentsOf(archive);
 *   }
 * }
 * }</pre>
 *
 * <p>Each test begins with an empty target. A power cut cannot be tried from here: that {@link
 * Sink#write} forces what it wrote to the disk remains for the vendor to see to.
 */
@Timeout(60)
public abstract class SinkContract {
  @TempDir private Path staging;
  private Sink sink = new FakeSink("none");

  /** For subclasses. */
  protected SinkContract() {}

  /**
   * Makes the sink on the target of this test, not started yet. Called again in the same test, it
   * opens the sink as a restarted receiver does: on the same target, with the same state.
   */
  protected abstract Sink open() throws Exception;

  /** All photos that the target now holds, content by reference. */
  protected abstract Map<String, byte[]> stored() throws Exception;

  /**
   * Stores something in the target as somebody else would, a person or another PC, under the very
   * reference that the sink is about to give a photo.
   *
   * @return whether it did; by default it does not, for targets that nobody else can write to
   */
  protected boolean storeAsAnother(StagedPhoto photo, byte[] content) throws Exception {
    return false;
  }

  /** Opens the sink and starts it. */
  @BeforeEach
  protected final void openSink() throws Exception {
    sink = open();
    sink.start();
  }

  /** Closes the sink. */
  @AfterEach
  protected final void closeSink() throws IOException {
    sink.close();
  }

  @Test
  final void idIsWellFormedAndStable() throws Exception {
    String id = sink.id();
    assertTrue(id.matches("[a-z0-9-]{1,40}"), "an id is one to 40 of a-z, 0-9 and -: " + id);
    reopen();
    assertEquals(id, sink.id(), "the id after a restart");
  }

  @Test
  final void storesTheContentUnderTheReferenceThatItReturns() throws Exception {
    byte[] content = TestPhotos.noise(1, 1 << 20);

    SinkReference filed = sink.write(photo(1, "#ZAC5361 arm", content));

    assertEquals(sink.id(), filed.sink(), "the sink named in what write returns");
    assertStored(Map.of(filed.reference(), content));
  }

  @Test
  final void leavesTheStagedFileAsItIs() throws Exception {
    StagedPhoto photo = photo(1, "#ZAC5361 arm", TestPhotos.jpeg(1));

    sink.write(photo);

    assertTrue(Files.exists(photo.file()), "the staged file is gone: it is the receiver's");
    assertArrayEquals(TestPhotos.jpeg(1), Files.readAllBytes(photo.file()), "the staged file");
  }

  @Test
  final void samePhotoAgainIsStoredOnce() throws Exception {
    StagedPhoto photo = photo(1, "#ZAC5361 arm", TestPhotos.jpeg(1));
    SinkReference first = sink.write(photo);

    assertEquals(first, sink.write(photo), "what write returns for a photo that it has");
    assertStored(Map.of(first.reference(), TestPhotos.jpeg(1)));
  }

  @Test
  final void samePhotoAfterARestartIsStoredOnce() throws Exception {
    StagedPhoto photo = photo(1, "#ZAC5361 arm", TestPhotos.jpeg(1));
    SinkReference first = sink.write(photo);
    reopen();

    assertEquals(first, sink.write(photo), "what write returns for a photo that it has");
    assertStored(Map.of(first.reference(), TestPhotos.jpeg(1)));
  }

  @Test
  final void samePhotoLongAfterOthersIsStoredOnce() throws Exception {
    StagedPhoto photo = photo(1, "arm", TestPhotos.jpeg(1));
    SinkReference first = sink.write(photo);
    sink.write(photo(2, "arm", TestPhotos.jpeg(2)));
    sink.write(photo(3, "arm", TestPhotos.jpeg(1)));
    reopen();
    Map<String, byte[]> before = stored();

    assertEquals(first, sink.write(photo), "what write returns for a photo that it has");
    assertStored(before);
  }

  @Test
  final void photoThatCannotBeReadFailsAndIsStoredLater() throws Exception {
    StagedPhoto photo = photo(1, "#ZAC5361 arm", TestPhotos.jpeg(1));
    Path away = Files.move(photo.file(), staging.resolve("away"));

    assertThrows(IOException.class, () -> sink.write(photo), "write without a file to read");
    assertStored(Map.of());

    Files.move(away, photo.file());
    SinkReference filed = sink.write(photo);
    assertStored(Map.of(filed.reference(), TestPhotos.jpeg(1)));
  }

  @Test
  final void interruptedWriteMayBeRepeated() throws Exception {
    StagedPhoto photo = photo(1, "#ZAC5361 arm", TestPhotos.jpeg(1));
    Thread.currentThread().interrupt();
    try {
      sink.write(photo);
    } catch (IOException e) {
      // both are right: to give up, and to go through with it
    } finally {
      Thread.interrupted();
    }
    reopen();

    SinkReference filed = sink.write(photo);
    assertStored(Map.of(filed.reference(), TestPhotos.jpeg(1)));
  }

  @Test
  final void twoPhotosOfOneNameAreTwo() throws Exception {
    SinkReference first = sink.write(photo(1, "#ZAC5361 arm", TestPhotos.jpeg(1)));
    SinkReference second = sink.write(photo(2, "#ZAC5361 arm", TestPhotos.jpeg(2)));

    assertNotEquals(first.reference(), second.reference(), "the references of two photos");
    assertStored(
        Map.of(first.reference(), TestPhotos.jpeg(1), second.reference(), TestPhotos.jpeg(2)));
  }

  @Test
  final void whatIsThereUnderTheNameOfAPhotoStays() throws Exception {
    StagedPhoto photo = photo(1, "#ZAC5361 arm", TestPhotos.jpeg(1));
    byte[] content = TestPhotos.jpeg(2);
    boolean isStored = storeAsAnother(photo, content);
    Map<String, byte[]> expected = new java.util.TreeMap<>(stored());
    assertEquals(isStored ? 1 : 0, expected.size(), "what storeAsAnother stored");

    SinkReference filed = sink.write(photo);

    assertFalse(
        expected.containsKey(filed.reference()), "the reference is that of what was there before");
    expected.put(filed.reference(), TestPhotos.jpeg(1));
    assertStored(expected);
  }

  @Test
  final void earlierPhotosOfANameStayWhenLaterOnesCome() throws Exception {
    Map<String, byte[]> expected = new java.util.TreeMap<>();
    for (int i = 0; i < 3; i++) {
      byte[] content = TestPhotos.jpeg(i);
      String reference = sink.write(photo(i, "#ZAC5361 arm", content)).reference();
      assertFalse(expected.containsKey(reference), "the reference is that of an earlier photo");
      expected.put(reference, content);
      assertStored(expected);
      reopen();
    }
  }

  @Test
  final void twoPhotosOfOneContentAreTwo() throws Exception {
    SinkReference first = sink.write(photo(1, "#ZAC5361 arm", TestPhotos.jpeg(1)));
    SinkReference second = sink.write(photo(2, "#ZAC5361 arm", TestPhotos.jpeg(1)));

    assertNotEquals(first.reference(), second.reference(), "the references of two photos");
    assertEquals(2, stored().size(), "photos stored");
  }

  @Test
  final void photosOfTwoPairingsUnderOneEnvelopeIdAreTwo() throws Exception {
    PhotoId one = TestPhotos.photoId(1);
    PhotoId other = new PhotoId(one.envelope(), new PairingId(new UUID(7, 7)));
    byte[] content = TestPhotos.jpeg(2);

    SinkReference first = sink.write(photo(1, "#ZAC5361 arm", TestPhotos.jpeg(1)));
    SinkReference second = sink.write(TestPhotos.staged(staging, other, "#ZAC5361 arm", content));

    assertNotEquals(first.reference(), second.reference(), "the references of two photos");
    assertStored(Map.of(first.reference(), TestPhotos.jpeg(1), second.reference(), content));
  }

  @Test
  final void manyAtOnceAreAllStored() throws Exception {
    List<StagedPhoto> photos = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      photos.add(photo(i, "#ZAC5361 arm", TestPhotos.noise(i, 10_000)));
    }
    Set<String> references = new HashSet<>();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<SinkReference>> results = new ArrayList<>();
      photos.forEach(photo -> results.add(threads.submit(() -> sink.write(photo))));
      for (Future<SinkReference> result : results) {
        references.add(result.get(30, TimeUnit.SECONDS).reference());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(16, references.size(), "different references of 16 photos written at once");
    assertEquals(references, stored().keySet(), "references stored");
  }

  @Test
  final void everyTagIsStoredOrRefusedAloud() throws Exception {
    List<String> tags =
        List.of("", "arm", "#ZAC5361", "#Māori Ōtāhuhu", "#a #b #c #d #e #f #g #h deep", "Ж 写真");
    Map<String, byte[]> expected = new java.util.TreeMap<>();
    for (int i = 0; i < tags.size(); i++) {
      byte[] content = TestPhotos.jpeg(i);
      try {
        expected.put(sink.write(photo(i, tags.get(i), content)).reference(), content);
      } catch (PhotoRejectedException e) {
        assertFalse(String.valueOf(e.getMessage()).isBlank(), "a refusal without a sentence");
      }
    }
    assertStored(expected);
  }

  /** Contents of all files below a folder by path, with {@code /}; hidden ones are left out. */
  protected static Map<String, byte[]> contentsOf(Path folder) throws IOException {
    Map<String, byte[]> contents = new java.util.TreeMap<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith(".")) {
          String reference = folder.relativize(file).toString().replace('\\', '/');
          contents.put(reference, Files.readAllBytes(file));
        }
      }
    }
    return contents;
  }

  private StagedPhoto photo(long number, String tag, byte[] content) throws IOException {
    return TestPhotos.staged(staging, TestPhotos.photoId(number), tag, content);
  }

  private void reopen() throws Exception {
    sink.close();
    openSink();
  }

  private void assertStored(Map<String, byte[]> expected) throws Exception {
    Map<String, byte[]> stored = stored();
    assertEquals(expected.keySet(), stored.keySet(), "references stored");
    expected.forEach(
        (reference, content) -> {
          if (!java.util.Arrays.equals(content, stored.get(reference))) {
            fail("the content stored under '" + reference + "' is not that of its photo");
          }
        });
  }
}
