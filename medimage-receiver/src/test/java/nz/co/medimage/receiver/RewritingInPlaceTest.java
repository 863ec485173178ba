package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Filters that change the photo's file and say that it is as it was. */
@Timeout(60)
final class RewritingInPlaceTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);

  @TempDir Path home;

  @BeforeEach
  void pair() throws Exception {
    PairedHome.fill(home);
  }

  @FunctionalInterface
  private interface Rewriting {
    void rewrite(Path file) throws IOException;
  }

  private static PhotoFilter filter(Rewriting rewriting) {
    return new PhotoFilter() {
      @Override
      public String id() {
        return "vendor";
      }

      @Override
      public StagedPhoto apply(StagedPhoto photo) throws IOException {
        rewriting.rewrite(photo.file());
        return photo;
      }
    };
  }

  /** Of the same length. */
  private static void flip(Path file) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.seek(content.length() - 3);
      int old = content.read();
      content.seek(content.length() - 3);
      content.write(old ^ 1);
    }
  }

  private void isToldByName(Rewriting rewriting) throws Exception {
    FakeSink folders = new FakeSink("folders");
    try (Bench bench =
        new Bench(home, folders, o -> o.filter(filter(rewriting)).backoff(Bench.NEVER))) {
      Phone phone = PairedHome.phone();
      EnvelopeId id = Phone.freshId();
      phone.upload(bench.context(), id, phone.seal(id, JPEG));
      bench.events.await(
          line ->
              line.startsWith("retrying vendor ")
                  && line.contains("gave back content that is not what its manifest says"));
      assertEquals(0, folders.attempts());
    }
  }

  @Test
  void fileThatWasRewrittenAtItsLengthIsToldByTheFiltersName() throws Exception {
    isToldByName(RewritingInPlaceTest::flip);
  }

  @Test
  void fileThatWasReplacedByAnotherOfItsTimeIsToldByTheFiltersName() throws Exception {
    isToldByName(
        file -> {
          FileTime before = Files.getLastModifiedTime(file);
          Path other = Files.copy(file, file.resolveSibling("other"));
          flip(other);
          Files.setLastModifiedTime(other, before);
          Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        });
  }

  @Test
  void fileWhoseTimeWasPutBackIsToldWhereTheDiskKnowsWhenItChanged() throws Exception {
    Assumptions.assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("unix"));
    isToldByName(
        file -> {
          FileTime before = Files.getLastModifiedTime(file);
          long begun = System.nanoTime();
          while (System.nanoTime() - begun < 50_000_000) {
            Thread.onSpinWait(); // longer than the clock of the disk stands still
          }
          flip(file);
          Files.setLastModifiedTime(file, before);
        });
  }

  @Test
  void markTellsAWriteThatFollowsAtOnce() throws Exception {
    Path file = Files.write(home.resolve("photo"), JPEG);
    for (int i = 0; i < 100; i++) {
      FileMark mark = FileMark.put(file);
      assertTrue(mark.isUntouched());
      flip(file);
      assertFalse(mark.isUntouched());
    }
  }
}
