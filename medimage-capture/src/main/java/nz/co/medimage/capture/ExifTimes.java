package nz.co.medimage.capture;

import com.drew.lang.RandomAccessReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.tiff.DirectoryTiffHandler;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads only the times from Exif data, so that nothing else takes up memory and no other part of
 * the library is loaded.
 */
final class ExifTimes extends DirectoryTiffHandler {
  private static final Set<Integer> WANTED =
      Set.of(
          ExifSubIFDDirectory.TAG_DATETIME_ORIGINAL,
          ExifSubIFDDirectory.TAG_SUBSECOND_TIME_ORIGINAL,
          ExifSubIFDDirectory.TAG_TIME_ZONE_ORIGINAL,
          ExifSubIFDDirectory.TAG_DATETIME_DIGITIZED,
          ExifSubIFDDirectory.TAG_SUBSECOND_TIME_DIGITIZED,
          ExifSubIFDDirectory.TAG_TIME_ZONE_DIGITIZED);

  /** The maximum length of a time; a longer text is not a time. */
  private static final int MOST_BYTES = 64;

  ExifTimes(Metadata metadata) {
    super(metadata, null);
  }

  @Override
  public void setTiffMarker(int marker) {
    pushDirectory(ExifIFD0Directory.class);
  }

  @Override
  public boolean tryEnterSubIfd(int tag) {
    if (tag != ExifIFD0Directory.TAG_EXIF_SUB_IFD_OFFSET) {
      return false;
    }
    pushDirectory(ExifSubIFDDirectory.class);
    return true;
  }

  @Override
  public boolean hasFollowerIfd() {
    return false;
  }

  @Override
  public @Nullable Long tryCustomProcessFormat(int tag, int format, long count) {
    return null;
  }

  /** Tells the library that an unwanted field was handled. */
  @Override
  public boolean customProcessTag(
      int at, Set<Integer> seen, int header, RandomAccessReader reader, int tag, int bytes) {
    return !WANTED.contains(tag) || bytes > MOST_BYTES;
  }
}
