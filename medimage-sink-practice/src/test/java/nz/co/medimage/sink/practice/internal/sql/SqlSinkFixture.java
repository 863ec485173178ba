package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A practice in memory, and its sinks. */
@Timeout(120)
abstract class SqlSinkFixture {
  static final String ROWS = "SELECT PATIENTID, FILEPATH FROM ATTACHMENTS ORDER BY FILEPATH";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  @TempDir Path folder;
  PracticeForTests practice;

  @BeforeEach
  void createPractice() throws Exception {
    practice =
        new PracticeForTests(
            "jdbc:h2:mem:sql" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1", "sa", "s3cret");
    practice.create("BLOB");
  }

  final Sink sink(String photo) throws IOException {
    return PracticeForTests.sink(practice.profile(folder, photo));
  }

  final StagedPhoto photo(int number, String tag) throws IOException {
    return TestPhotos.staged(folder, TestPhotos.photoId(number), tag, TestPhotos.jpeg(number));
  }

  static StagedPhoto filedAs(StagedPhoto photo, String path) {
    return photo.withReferences(List.of(new SinkReference("folders", path)));
  }

  static String failure(Sink sink, StagedPhoto photo) {
    return assertThrows(IOException.class, () -> sink.write(photo)).getMessage();
  }

  static String rejection(Sink sink, StagedPhoto photo) {
    return assertThrows(PhotoRejectedException.class, () -> sink.write(photo)).getMessage();
  }

  final Sink withoutLookup() throws Exception {
    Path profile = practice.profile(folder, PracticeForTests.CONTENT);
    Path without = profile.resolveSibling("without.json");
    Files.writeString(
        without, "{\"extends\": \"" + profile.getFileName() + "\", \"patient\": null}");
    return PracticeForTests.sink(without);
  }
}
