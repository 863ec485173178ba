package nz.co.medimage.capture;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.CapturedFrom;
import nz.co.medimage.api.Photo;

/**
 * Makes photos of files, with the capture time that the camera wrote into the file. An app that
 * takes the photo itself knows the time already: it uses {@link Photo#builder(String,
 * Photo.Content, OffsetDateTime)} instead.
 *
 * <pre>{@code
 * Delivery delivery = sender.send(CapturedPhoto.of(file), tag);
 * }</pre>
 *
 * <p>Sources of the capture time, the first that has one:
 *
 * <ul>
 *   <li>{@link CapturedFrom#EXIF}: the Exif data of a JPEG, HEIC, PNG, WebP or TIFF file, which is
 *       the capture time with fractions of a second, else the time of digitization. Default of the
 *       UTC offset: that of this machine's time zone at that time.
 *   <li>{@link CapturedFrom#VIDEO}: the header of an MP4, MOV or M4A file, which is Apple's
 *       creation date with its offset, else the creation time, which is in UTC and is converted to
 *       this machine's time zone.
 *   <li>The time of last modification, as {@link Photo#builder(Path)} takes it.
 * </ul>
 *
 * <p>The time of a clock that was never set is ignored: 1 January of 1904, 1970 or 1980, a time
 * before 1826, or one more than a day ahead of this machine's clock. Damaged content is no error;
 * the next source is used. In practice at most a few hundred kilobytes of a file are read, and
 * never more than 32 MiB.
 */
public final class CapturedPhoto {
  private static final int MOST_READ = 32 << 20;
  private static final Set<FileType> VIDEOS = Set.of(FileType.QuickTime, FileType.Mp4);

  private CapturedPhoto() {}

  /**
   * Makes a photo of a file, with its capture time.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if it is a folder, is empty or cannot be read
   */
  public static Photo of(Path file) throws IOException {
    return builder(file).build();
  }

  /**
   * Starts a photo with the name and the capture time of a file.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if it is a folder, is empty or cannot be read
   */
  public static Photo.Builder builder(Path file) throws IOException {
    return builder(file, Clock.system(ZoneId.systemDefault()));
  }

  static Photo.Builder builder(Path file, Clock clock) throws IOException {
    Photo.Builder builder = Photo.builder(file);
    Clues clues = new Clues(clock);
    try (InputStream in = new BufferedInputStream(new BoundedStream(file, MOST_READ))) {
      FileType type = FileTypeDetector.detectFileType(in);
      boolean isVideo = VIDEOS.contains(type);
      Optional<OffsetDateTime> time =
          (isVideo ? VideoHeader.times(file, clues) : ExifData.times(in, type, file, clues))
              .stream().filter(clues::isBelievable).findFirst();
      time.ifPresent(
          t ->
              builder.capturedAt(t).capturedFrom(isVideo ? CapturedFrom.VIDEO : CapturedFrom.EXIF));
    } catch (Exception | StackOverflowError | OutOfMemoryError | LinkageError e) {
      // Damaged, hostile or unknown content: the file's time stays.
    }
    return builder;
  }
}
