package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** A target under test: a vendor's sink on one folder, and what lies behind it. */
final class SinkTarget implements AutoCloseable {
  private final SinkFixture contract;
  private final Path folder;
  private final Path staging;
  private final List<byte[]> offered = new CopyOnWriteArrayList<>();
  private Sink sink;

  private SinkTarget(SinkFixture contract, Path folder, Path staging, Sink sink) {
    this.contract = contract;
    this.folder = folder;
    this.staging = staging;
    this.sink = sink;
  }

  /** Opens a sink and starts it. */
  static SinkTarget open(SinkFixture contract, Path folder, Path staging) throws Exception {
    return new SinkTarget(contract, folder, staging, start(contract, folder));
  }

  static Sink start(SinkFixture contract, Path folder) throws Exception {
    Sink sink = contract.open(folder);
    sink.start();
    return sink;
  }

  Sink sink() {
    return sink;
  }

  Path folder() {
    return folder;
  }

  Path staging() {
    return staging;
  }

  /** As a restarted receiver does. */
  void reopen() throws Exception {
    sink.close();
    sink = start(contract, folder);
  }

  /** Photo {@code number} under the first tag that the target accepts. */
  StagedPhoto photo(int number) throws Exception {
    return photo(number, contract.tags().get(0), contract.photo(number));
  }

  static StagedPhoto photo(SinkFixture contract, Path staging, int number) throws Exception {
    PhotoId id = TestPhotos.photoId(number);
    String tag = contract.tags().get(0);
    return contract.prepare(TestPhotos.staged(staging, id, tag, contract.photo(number)));
  }

  StagedPhoto photo(int number, String tag, byte[] content) throws Exception {
    return photo(TestPhotos.photoId(number), tag, content);
  }

  StagedPhoto photo(PhotoId id, String tag, byte[] content) throws IOException {
    offered.add(content);
    return contract.prepare(TestPhotos.staged(staging, id, tag, content));
  }

  /**
   * If nobody knows what became of the photo, looks in the target as a person does, and settles.
   */
  String write(StagedPhoto photo) throws IOException, PhotoRejectedException {
    try {
      SinkReference answer = sink.write(photo);
      return Objects.requireNonNull(answer, "what write returned").reference();
    } catch (OutcomeUnknownException e) {
      Optional<String> found = find(photo);
      String answer = settle(photo, found.isPresent()).reference();
      return found.orElse(answer);
    }
  }

  SinkReference settle(StagedPhoto photo, boolean isFiled)
      throws IOException, PhotoRejectedException {
    return Objects.requireNonNull(sink.settle(photo, isFiled), "what settle returned");
  }

  private Optional<String> find(StagedPhoto photo) throws IOException {
    byte[] content = Files.readAllBytes(photo.file());
    try {
      return copiesOf(content).keySet().stream().findFirst();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the target cannot be looked at", e);
    }
  }

  Map<String, byte[]> stored() throws Exception {
    return new HashMap<>(contract.stored(folder));
  }

  /** Writes photos from {@code first} on, each on a thread of its own, all at once. */
  void writeAtOnce(int first, int count, Map<String, byte[]> written) throws Exception {
    List<Callable<String>> writes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StagedPhoto photo = photo(first + i);
      writes.add(() -> write(photo));
    }
    List<String> references = AtOnce.run(writes);
    for (int i = 0; i < count; i++) {
      written.put(references.get(i), contract.photo(first + i));
    }
  }

  /**
   * Stores under the name that the sink gives the photo in {@code twin}; false if it makes no file.
   */
  boolean storeLikeTwin(Path twin, StagedPhoto photo, byte[] content) throws Exception {
    try (SinkTarget other = open(contract, twin, staging)) {
      other.write(photo);
    }
    byte[] own = Files.readAllBytes(photo.file());
    for (Map.Entry<String, byte[]> file : contentsOf(twin).entrySet()) {
      if (Arrays.equals(own, file.getValue())) {
        Path same = folder.resolve(file.getKey());
        Files.createDirectories(same.getParent());
        Files.write(same, content);
        return true;
      }
    }
    return false;
  }

  /** What the target holds of this content, by reference. */
  Map<String, byte[]> copiesOf(byte[] content) throws Exception {
    Map<String, byte[]> copies = stored();
    copies.values().removeIf(found -> !PhotoCopies.isWhole(found, content));
    return copies;
  }

  /** Exactly these photos are in the target, beside whatever is no photo. */
  void assertStored(Map<String, byte[]> expected) throws Exception {
    Map<String, byte[]> stored = stored();
    expected.forEach((at, photo) -> PhotoCopies.assertHeld(stored, at, photo, ""));
    stored.keySet().removeAll(expected.keySet());
    for (byte[] photo : offered) {
      stored.forEach((at, found) -> PhotoCopies.assertNoCopy(at, found, photo, ""));
      stored.forEach((at, found) -> PhotoCopies.assertNoPart(at, found, photo, ""));
    }
  }

  /**
   * The photo is in the target once and whole; what a crash left of it otherwise does not count.
   */
  void assertStoredOnce(String reference, byte[] photo, String when) throws Exception {
    Map<String, byte[]> stored = stored();
    PhotoCopies.assertHeld(stored, reference, photo, when);
    stored.remove(reference);
    stored.forEach((at, found) -> PhotoCopies.assertNoCopy(at, found, photo, when));
  }

  /** Contents of all files below a folder by path, with {@code /}, but for hidden ones. */
  static Map<String, byte[]> contentsOf(Path folder) throws IOException {
    Map<String, byte[]> contents = new HashMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String reference = folder.relativize(file).toString().replace('\\', '/');
        if (!("/" + reference).contains("/.")) {
          contents.put(reference, Files.readAllBytes(file));
        }
      }
    }
    return contents;
  }

  @Override
  public void close() throws IOException {
    sink.close();
  }
}
