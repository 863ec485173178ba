package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Cleans WebPs (RFC 9649): image data, frames, transparency and colour profiles are kept byte for
 * byte, and {@code EXIF} is written anew from {@link ExifFields}. All other chunks go, those in
 * frames too, and what follows the end.
 */
final class WebpCleaner {
  private static final Set<String> IMAGES = Set.of("VP8 ", "VP8L");
  private static final int RIFF_HEADER = 12;
  private static final int HEADER = 8;
  private static final int EXTENDED = 10;
  private static final int FRAME_HEADER = 16;
  private static final int HAS_EXIF = 0x08;
  private static final int HAS_XMP = 0x04;
  private static final int MOST_EXIF = 1 << 18;
  private static final int EXIF_HEADER = 6;

  private final ByteWindow photo;
  private CleanedFile cleaned;

  /** As the sizes in the file say it, whether or not the file is as long; known after one walk. */
  private long size;

  private boolean hasImage;
  private boolean hasExif;
  private boolean isExtended;

  private WebpCleaner(ByteWindow photo, WritableByteChannel cleaned) {
    this.photo = photo;
    this.cleaned = new CleanedFile(photo, cleaned);
  }

  /** Cleans one, see {@link MetadataCleaner#clean}. */
  static boolean clean(FileChannel photo, FileChannel cleaned)
      throws IOException, UncleanableException {
    ByteWindow window = new ByteWindow(photo);
    // The first walk is for what the headers say of what follows.
    WebpCleaner cleaner =
        new WebpCleaner(window, Channels.newChannel(OutputStream.nullOutputStream()));
    cleaner.walk(false);
    if (!cleaner.hasImage) {
      throw new UncleanableException("This WebP is damaged: there is no image in it to be kept.");
    }
    cleaner.cleaned = new CleanedFile(window, cleaned);
    cleaner.walk(cleaner.hasExif);
    return cleaner.cleaned.finish();
  }

  private void walk(boolean willHaveExif) throws IOException {
    cleaned.put(header("RIFF", size));
    cleaned.put(latin("WEBP"));
    size = 4;
    hasExif = false;
    isExtended = false;
    long end = Math.min(photo.size(), HEADER + photo.u32Little(4));
    for (long at = RIFF_HEADER; at + HEADER <= end; at += HEADER + padded(at)) {
      chunk(at, end, willHaveExif);
    }
  }

  private void chunk(long at, long end, boolean willHaveExif) throws IOException {
    String type = type(at);
    long length = photo.u32Little(at + 4);
    hasImage |= IMAGES.contains(type);
    if (type.equals("VP8X") && at + HEADER + EXTENDED <= end && !isExtended) {
      isExtended = true;
      byte[] extended = photo.read(at + HEADER, EXTENDED);
      int others = extended[0] & ~(HAS_EXIF | HAS_XMP);
      extended[0] = (byte) (willHaveExif ? others | HAS_EXIF : others);
      put(type, extended);
    } else if (type.equals("EXIF") && isExtended && !hasExif) {
      exif(photo.read(at + HEADER, (int) Math.min(length, MOST_EXIF)));
    } else if (type.equals("ANMF") && length >= FRAME_HEADER) {
      frame(at, Math.min(end, at + HEADER + padded(at)));
    } else if (isOfImage(type) || type.equals("ICCP")) {
      keep(at);
    } else if (type.equals("ANIM") && length == 6) {
      keep(at);
    }
  }

  private static boolean isOfImage(String type) {
    return IMAGES.contains(type) || type.equals("ALPH");
  }

  private void exif(byte[] data) throws IOException {
    byte[] tiff = ExifFields.rebuild(data, ExifReader.isTiff(data, 0) ? 0 : EXIF_HEADER);
    hasExif = tiff.length > 0;
    if (hasExif) {
      put("EXIF", tiff);
    }
  }

  /** A frame is a header and chunks of its own. */
  private void frame(long start, long end) throws IOException {
    long first = start + HEADER + FRAME_HEADER;
    long length = FRAME_HEADER;
    for (long at = first; at + HEADER <= end; at += HEADER + padded(at)) {
      length += isOfImage(type(at)) ? HEADER + padded(at) : 0;
    }
    cleaned.put(header("ANMF", length));
    cleaned.keep(start + HEADER, FRAME_HEADER);
    size += HEADER + FRAME_HEADER;
    for (long at = first; at + HEADER <= end; at += HEADER + padded(at)) {
      if (isOfImage(type(at))) {
        hasImage = true;
        keep(at);
      }
    }
  }

  private void keep(long at) throws IOException {
    long length = HEADER + padded(at);
    cleaned.keep(at, length);
    // Decoders refuse a file that is one byte shorter than it says.
    if (at + length == photo.size() + 1) {
      cleaned.put(new byte[1]);
    }
    size += length;
  }

  private void put(String type, byte[] data) throws IOException {
    cleaned.put(header(type, data.length));
    cleaned.put(data);
    cleaned.put(new byte[data.length % 2]);
    size += HEADER + data.length + data.length % 2;
  }

  private String type(long at) throws IOException {
    return new String(photo.read(at, 4), StandardCharsets.ISO_8859_1);
  }

  private long padded(long at) throws IOException {
    long length = photo.u32Little(at + 4);
    return length + length % 2;
  }

  private static byte[] header(String type, long length) {
    return ByteBuffer.allocate(HEADER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(latin(type))
        .putInt((int) length)
        .array();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
