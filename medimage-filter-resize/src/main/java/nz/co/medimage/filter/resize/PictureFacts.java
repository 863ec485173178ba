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
 * @param profile the ICC profile of a PNG, which its reader does not apply; null for none
 */
@SuppressWarnings("ArrayRecordComponent")
record PictureFacts(int orientation, boolean isAnimated, byte @Nullable [] profile) {
  private static final int PNG = 0x89504E47;
  private static final int CHUNK_EXIF = 0x65584966;
  private static final int CHUNK_ANIMATION = 0x6163544C;
  private static final int CHUNK_PROFILE = 0x69434350;
  private static final int MAX_CHUNKS = 10_000;
  private static final int MAX_PROFILE = 1 << 22;
  private static final int MAX_SEGMENTS = 1_000;
  private static final int EXIF = 0x45786966;

  private static final PictureFacts NONE = new PictureFacts(1, false, null);

  /** Reads them. What is damaged counts as missing. Leaves the stream anywhere. */
  static PictureFacts read(ImageInputStream in) throws IOException {
    in.seek(0);
    try {
      int start = in.readInt();
      if (start == PNG) {
        return ofPng(in);
      }
      long exif = start >>> 16 == 0xFFD8 ? exifOfJpeg(in) : 0;
      return exif < 0 ? NONE : new PictureFacts(ExifOrientation.read(in, exif), false, null);
    } catch (EOFException e) {
      return NONE;
    }
  }

  /** Where the TIFF header of its Exif data is, or -1. */
  private static long exifOfJpeg(ImageInputStream in) throws IOException {
    long at = 2;
    for (int i = 0; i < MAX_SEGMENTS; i++) {
      in.seek(at);
      int marker = in.readUnsignedShort();
      if (marker == 0xFFFF) { // Any number of FF may stand before a marker.
        at++;
        continue;
      }
      if (marker < 0xFFC0 || marker == 0xFFDA || marker == 0xFFD9) {
        return -1;
      }
      int length = in.readUnsignedShort();
      if (marker == 0xFFE1 && length >= 8 && in.readInt() == EXIF && in.readShort() == 0) {
        return at + 10;
      }
      at += 2 + Math.max(2, length);
    }
    return -1;
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
    return new PictureFacts(orientation, isAnimated, profile);
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
