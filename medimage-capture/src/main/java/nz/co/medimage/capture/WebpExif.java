package nz.co.medimage.capture;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.riff.RiffHandler;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifReader;
import java.io.IOException;

/** Takes from a WebP file only the Exif data. */
final class WebpExif implements RiffHandler {
  private final Metadata metadata;

  WebpExif(Metadata metadata) {
    this.metadata = metadata;
  }

  @Override
  public boolean shouldAcceptRiffIdentifier(String identifier) {
    return identifier.equals("WEBP");
  }

  @Override
  public boolean shouldAcceptChunk(String type) {
    return type.equals("EXIF");
  }

  @Override
  public boolean shouldAcceptList(String type) {
    return false;
  }

  @Override
  public void processChunk(String type, byte[] chunk) {
    boolean hasPreamble = ExifReader.startsWithJpegExifPreamble(chunk);
    int at = hasPreamble ? ExifReader.JPEG_SEGMENT_PREAMBLE.length() : 0;
    try {
      ExifData.readTiff(new ByteArrayReader(chunk), at, metadata);
    } catch (IOException | ImageProcessingException e) {
      // no time then
    }
  }

  @Override
  public void addError(String message) {}
}
