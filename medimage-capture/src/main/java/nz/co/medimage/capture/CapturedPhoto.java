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
 * Begins photos with files, captured when their cameras say: an app that takes the photo itself
 * knows better, and tells that to {@link Photo#builder(String, Photo.Content, OffsetDateTime)}.
 *
 * <ul>
 *   <li>The Exif data of a JPEG, HEIC, PNG, WebP or TIFF file: the time of capture with fractions
 *       of a second, else the time of digitization. Where they tell no offset, it is that of this
 *       machine's zone at that time. {@link CapturedFrom#EXIF}.
 *   <li>The header of an MP4, MOV or M4A file: Apple's creation date with its offset, else the time
 *       of creation, which is in UTC and is told in this machine's zone. {@link
 *       CapturedFrom#VIDEO}.
 *   <li>Else the file's time, as {@link Photo#builder(Path)} has it.
 * </ul>
 *
 * <p>What a clock says that was never set counts as no time: a time on 1 January of 1904, 1970 or
 * 1980, one before 1826, or over a day ahead of this machine's clock. Whatever is wrong with a
 * file's content, its time is taken from elsewhere and no error comes of it. A few hundred
 * kilobytes of a file are read at most in practice, and 32 MiB in any case.
 */
public final class CapturedPhoto {
  private static final int MOST_READ = 32 << 20;
  private static final Set<FileType> VIDEOS = Set.of(FileType.QuickTime, FileType.Mp4);

  private CapturedPhoto() {}

  /**
   * A photo in a file, with its time of capture.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if it is a folder, is empty or cannot be read
   */
  public static Photo of(Path file) throws IOException {
    return builder(file).build();
  }

  /**
   * Begins with a file: its name, and its time of capture.
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
      // Damaged or hostile content, or none that this knows: the file's time stays.
    }
    return builder;
  }
}
