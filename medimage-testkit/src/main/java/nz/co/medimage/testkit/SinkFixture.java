package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What {@link SinkContract} must know of a vendor's sink and of its target. */
abstract class SinkFixture {
  @TempDir Path base;
  SinkTarget target;

  /**
   * Makes the sink; the kit starts and closes it. Called again with the same folder, it opens the
   * sink as a restarted receiver does: on the same target, with the same state. Several are open at
   * a time, each with a folder of its own, so a server that the test runs for them takes any port.
   *
   * @param folder the place for the target, the state or both; empty at first. It may be of another
   *     {@linkplain Path#getFileSystem file system} than the default one, so {@link Path#toFile}
   *     does not work. That file system counts all writes as those of the sink: a server that the
   *     test runs keeps its files in {@code Path.of(folder.toString())}
   */
  protected abstract Sink open(Path folder) throws Exception;

  /**
   * All photos that the target holds now, content by reference, looked up without the sink. Other
   * entries, such as records of the sink, do no harm unless they are a photo or a part of one.
   * Default: the {@linkplain #contentsOf files} below the folder.
   *
   * @param folder the one given to {@link #open}
   */
  protected Map<String, byte[]> stored(Path folder) throws Exception {
    return contentsOf(folder);
  }

  /**
   * Tags that the target accepts, at least one. Override it for a target that knows only some
   * patients. Default: {@code #ZAC5361 arm}.
   */
  protected List<String> tags() {
    return List.of("#ZAC5361 arm");
  }

  /**
   * A photo that the target accepts: always the same for a number, and another for each number.
   * Default: real JPEGs.
   *
   * @param number from 0; photo 0 should be large
   */
  protected byte[] photo(int number) {
    return number == 0 ? TestPhotos.jpeg(0, 2400, 1800) : TestPhotos.jpeg(number);
  }

  /**
   * Adds what the target needs to accept a photo, such as a patient's id or another file name.
   * Default: adds nothing.
   */
  protected StagedPhoto prepare(StagedPhoto photo) throws IOException {
    return photo;
  }

  /**
   * Stores something in the target as somebody else would, a person or another PC, under the
   * reference that the sink is about to give a photo. Default: lets the sink file the photo in a
   * second folder to learn the name of the file, and makes a file of that name.
   *
   * @param folder the one given to {@link #open}
   * @return whether it did, and false skips the test: for a target where nobody else can store
   *     anything under such a reference, such as a server that files each photo under its {@link
   *     StagedPhoto#id()}
   */
  protected boolean storeAsAnother(Path folder, StagedPhoto photo, byte[] content)
      throws Exception {
    return target.storeLikeTwin(Files.createDirectories(base.resolve("twin")), photo, content);
  }

  /**
   * Makes the target unreachable, or reachable again. Default: does nothing and returns false.
   *
   * @param folder the one given to {@link #open}
   * @return whether it did
   */
  protected boolean setReachable(Path folder, boolean reachable) throws Exception {
    return false;
  }

  /**
   * Makes the target file the photo of the next request and the answer get lost, as when a
   * connection breaks. Default: does nothing and returns false.
   *
   * @param folder the one given to {@link #open}
   * @return whether it did
   */
  protected boolean loseNextAnswer(Path folder) throws Exception {
    return false;
  }

  /**
   * Makes the next request get lost on its way to the target, in such a way that the sink cannot
   * tell this from a lost answer. Default: does nothing and returns false.
   *
   * @param folder the one given to {@link #open}
   * @return whether it did
   */
  protected boolean loseNextRequest(Path folder) throws Exception {
    return false;
  }

  /**
   * The contents of all files below a folder, by their path from it with {@code /}. Hidden files
   * are left out.
   */
  protected static Map<String, byte[]> contentsOf(Path folder) throws IOException {
    return SinkTarget.contentsOf(folder);
  }

  /** Opens the sink and starts it, before each test. */
  @BeforeEach
  protected final void openSink() throws Exception {
    Path staging = Files.createDirectories(base.resolve("staging"));
    target = SinkTarget.open(this, Files.createDirectories(base.resolve("target")), staging);
  }

  /** Closes the sink, after each test. */
  @AfterEach
  protected final void closeSink() throws IOException {
    if (target != null) {
      target.close();
    }
  }
}
