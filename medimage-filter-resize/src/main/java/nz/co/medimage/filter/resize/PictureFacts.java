package nz.co.medimage.filter.resize;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK's readers do not tell of a picture without reading all of its metadata, in which
 * they stumble easily.
 *
 * @param orientation as in Exif, 1 to 8
 * @param isAnimated whether it is a PNG of several images
 * @param scans how many times the pixels of a JPEG are gone through
 * @param profile the ICC profile of a PNG, which its reader does not apply; null for none
 */
@SuppressWarnings("ArrayRecordComponent")
record PictureFacts(int orientation, boolean isAnimated, int scans, byte @Nullable [] profile) {
  private static final int PNG = 0x89504E47;
  private static final int CHUNK_EXIF = 0x65584966;
  private static final int CHUNK_ANIMATION = 0x6163544C;
  private static final int CHUNK_PROFILE = 0x69434350;
  private static final int MAX_CHUNKS = 10_000;
  private static final int MAX_PROFILE = 1 << 22;

  private static final PictureFacts NONE = new PictureFacts(1, false, 0, null);

  /** Reads them. What is damaged counts as missing. Leaves the stream anywhere. */
  static PictureFacts read(ImageInputStream in) throws IOException {
    in.seek(0);
    try {
      int start = in.readInt();
      if (start == PNG) {
        return ofPng(in);
      }
      if (start >>> 16 == 0xFFD8) {
        JpegMarkers markers = JpegMarkers.read(in);
        int orientation = markers.exif() < 0 ? 1 : ExifOrientation.read(in, markers.exif());
        return new PictureFacts(orientation, false, markers.scans(), null);
      }
      return new PictureFacts(ExifOrientation.read(in, 0), false, 0, null);
    } catch (EOFException e) {
      return NONE;
    }
  }

  private static PictureFacts ofPng(ImageInputStream in) throws IOException {
    int orientation = 1;
    boolean isAnimated = false;
    byte[] profile = null;
    long at = 8;
    for (int i = 0; i < MAX_CHUNKS && at + 12 <= in.length(); i++) {
      in.seek(at);
      long length = in.readUnsignedInt();
      int type = in.readInt();
      switch (type) {
        case CHUNK_EXIF -> orientation = ExifOrientation.read(in, at + 8);
        case CHUNK_ANIMATION -> isAnimated = true;
        case CHUNK_PROFILE -> profile = profile(in, (int) Math.min(length, MAX_PROFILE));
        default -> {}
      }
      at += 12 + length;
    }
    return new PictureFacts(orientation, isAnimated, 0, profile);
  }

  private static byte @Nullable [] profile(ImageInputStream in, int length) throws IOException {
    byte[] chunk = new byte[length];
    in.readFully(chunk);
    int name = 0;
    while (name < length && chunk[name] != 0) {
      name++;
    }
    int data = name + 2;
    if (data >= length) {
      return null;
    }
    try (InputStream inflated =
        new InflaterInputStream(new ByteArrayInputStream(chunk, data, length - data))) {
      byte[] profile = inflated.readNBytes(MAX_PROFILE);
      return profile.length < MAX_PROFILE ? profile : null;
    } catch (IOException e) {
      return null;
    }
  }
}
