package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of a {@link PhotoFilter} as tests, for vendors of filters to extend:
 *
 * <pre>{@code
 * final class WatermarkTest extends FilterContract {
 *   @Override
 *   protected PhotoFilter open(Path folder) {
 *     return new Watermark("Clinic");
 *   }
 * }
 * }</pre>
 *
 * <p>{@link PhotoFilter} explains the rules that a failing test names. Each test has a limit of two
 * minutes.
 */
@Timeout(120)
public abstract class FilterContract {
  @TempDir private Path base;
  private PhotoFilter filter = photo -> photo;

  /** For subclasses. */
  protected FilterContract() {}

  /**
   * Makes the filter; the kit starts and closes it. Called again with the same folder, it makes the
   * filter as a restarted receiver would.
   *
   * @param folder the place for the state of the filter, if it has any; empty at first
   */
  protected abstract PhotoFilter open(Path folder) throws Exception;

  /**
   * A photo that the filter passes and, if it changes photos, changes: always the same for a
   * number, and another for each number. Default: real JPEGs with Exif.
   *
   * @param number from 0
   */
  protected byte[] photo(int number) {
    return TestPhotos.jpegWithExif(number, Exif.of(6, TestPhotos.CAPTURED.toLocalDateTime()));
  }

  /**
   * Adds what the filter looks at, such as another file name or tag. Default: adds nothing; the
   * photo is {@code photo.jpg} with the tag {@code #ZAC5361 arm}.
   */
  protected StagedPhoto prepare(StagedPhoto photo) throws IOException {
    return photo;
  }

  /** Makes the filter and starts it, before each test. */
  @BeforeEach
  protected final void openFilter() throws Exception {
    filter = open(Files.createDirectories(base.resolve("state")));
    filter.start();
  }

  /** Closes the filter, after each test. */
  @AfterEach
  protected final void closeFilter() throws IOException {
    filter.close();
  }

  private void reopen() throws Exception {
    filter.close();
    openFilter();
  }

  /** Each photo has a folder of its own, as at the receiver. */
  private StagedPhoto staged(int number, byte[] content) throws IOException {
    Path folder = Files.createDirectories(base.resolve("photo-" + number));
    return prepare(
        TestPhotos.staged(folder, TestPhotos.photoId(number), "#ZAC5361 arm", content)
            .withPatient("4711"));
  }

  private StagedPhoto staged(int number) throws IOException {
    return staged(number, photo(number));
  }

  private StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRejectedException {
    return Objects.requireNonNull(filter.apply(photo), "what apply returned");
  }

  @Test
  final void idIsStable() {
    FilterRules.ID.holds(
        () -> {
          String id = filter.id();
          assertFalse(id.isBlank(), "a blank id");
          reopen();
          assertEquals(id, filter.id(), "the id after a restart");
        });
  }

  @Test
  final void samePhotoAgainGivesTheSameResult() {
    FilterRules.REPEATABLE.holds(
        () -> {
          StagedPhoto photo = staged(1);
          FilterResult first = FilterResult.of(apply(photo));
          assertEquals(first, FilterResult.of(filter, photo), "the result, again");
          reopen();
          assertEquals(first, FilterResult.of(filter, photo), "the result after a restart");
        });
  }

  @Test
  final void whatACrashLeftBehindChangesNothing() {
    FilterRules.REPEATABLE.holds(
        () -> {
          StagedPhoto photo = staged(1);
          FilterResult first = FilterResult.of(apply(photo));
          for (Path left : filesBeside(photo)) {
            Files.write(left, new byte[] {1});
          }
          reopen();
          assertEquals(first, FilterResult.of(filter, photo), "the result beside half a file");
        });
  }

  private static List<Path> filesBeside(StagedPhoto photo) throws IOException {
    try (var files = Files.walk(photo.file().getParent())) {
      return files.filter(file -> Files.isRegularFile(file) && !file.equals(photo.file())).toList();
    }
  }

  @Test
  final void leavesItsInputAsItIs() {
    FilterRules.LEAVES_INPUT.holds(
        () -> {
          StagedPhoto photo = staged(1);
          Path note = Files.write(photo.file().resolveSibling("note.txt"), new byte[] {1, 2});
          apply(photo.withCompanion(new CompanionFile("earlier", "txt", note)));
          assertTrue(Files.exists(photo.file()), "the staged file is gone");
          assertArrayEquals(photo(1), Files.readAllBytes(photo.file()), "the staged file");
          assertTrue(Files.exists(note), "the companion of an earlier filter is gone");
          assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(note), "an earlier companion");
        });
  }

  @Test
  final void lengthAndHashAreThoseOfTheFile() {
    FilterRules.TRUTHFUL.holds(
        () -> {
          StagedPhoto passed = apply(staged(1));
          assertEquals(Files.size(passed.file()), passed.manifest().length(), "the length");
          String hash = Sha256.hex(Sha256.of(passed.file()));
          assertEquals(hash, passed.manifest().sha256(), "the SHA-256");
        });
  }

  @Test
  final void filesAreInTheFolderOfThePhoto() {
    FilterRules.SAME_FOLDER.holds(
        () -> {
          StagedPhoto photo = staged(1);
          StagedPhoto passed = apply(photo);
          List<Path> files = new ArrayList<>(List.of(passed.file()));
          passed.companions().forEach(companion -> files.add(companion.file()));
          for (Path file : files) {
            assertEquals(photo.file().getParent(), file.getParent(), "the folder of a file");
          }
        });
  }

  @Test
  final void whatComesOutIsThePhotoThatCameIn() {
    FilterRules.SAME_PHOTO.holds(
        () -> {
          List<SinkReference> references = List.of(new SinkReference("folders", "a.jpg"));
          StagedPhoto photo = staged(1).withReferences(references);
          StagedPhoto passed = apply(photo);
          assertEquals(photo.id(), passed.id(), "the id");
          assertEquals(photo.from(), passed.from(), "the device");
          assertEquals(photo.patient(), passed.patient(), "the patient that was found");
          assertEquals(references, passed.references(), "the references");
        });
  }

  @Test
  final void companionsAreWellFormed() {
    FilterRules.COMPANIONS.holds(
        () -> {
          StagedPhoto photo = staged(1);
          StagedPhoto passed = apply(photo);
          Set<String> labels = new HashSet<>();
          Set<Path> files = new HashSet<>(List.of(passed.file(), photo.file()));
          for (CompanionFile companion : passed.companions()) {
            assertTrue(labels.add(companion.label()), "two are called " + companion.label());
            assertTrue(Files.isRegularFile(companion.file()), "no file: " + companion.label());
            assertTrue(files.add(companion.file()), "a file of another: " + companion.label());
          }
        });
  }

  @Test
  final void contentOfAnyKindPassesOrIsRejectedAloud() {
    FilterRules.ANY_CONTENT.holds(
        () -> {
          byte[] jpeg = photo(1);
          List<byte[]> contents =
              List.of(
                  new byte[] {1},
                  TestPhotos.noise(1, 100_000),
                  Arrays.copyOf(jpeg, jpeg.length / 2),
                  Arrays.copyOf(jpeg, 4),
                  "%PDF-1.7".getBytes(StandardCharsets.US_ASCII));
          for (int i = 0; i < contents.size(); i++) {
            try {
              apply(staged(100 + i, contents.get(i)));
            } catch (PhotoRejectedException e) {
              assertFalse(String.valueOf(e.getMessage()).isBlank(), "a rejection has no sentence");
            }
          }
        });
  }

  @Test
  final void severalThreadsGetWhatEachWouldGetAlone() {
    FilterRules.THREADS.holds(
        () -> {
          int count = 6;
          List<FilterResult> alone = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            alone.add(FilterResult.of(filter, staged(i)));
          }
          for (int round = 1; round <= 3; round++) {
            assertEquals(alone, atOnce(round * 10, count), "the results at once");
          }
        });
  }

  private List<FilterResult> atOnce(int from, int count) throws Exception {
    List<Callable<FilterResult>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StagedPhoto photo = staged(from + i, photo(i));
      calls.add(() -> FilterResult.of(filter, photo));
    }
    return AtOnce.run(calls);
  }
}
