package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Cleans GIFs (version 89a): screen, colour tables, images and how they follow each other are kept
 * byte for byte, and a colour profile. Comments, texts, all other extensions and what follows the
 * end go. A broken file ends where no block can be, as decoders end there.
 */
final class GifCleaner {
  private static final Set<String> LOOPS = Set.of("NETSCAPE2.0", "ANIMEXTS1.0");
  private static final int LONGEST_LOOP = 25;
  private static final String PROFILE = "ICCRGBG1012";
  private static final int CONTROL_LENGTH = 8;

  private static final int SCREEN = 13;
  private static final int IMAGE = 0x2C;
  private static final int IMAGE_HEADER = 10;
  private static final int EXTENSION = 0x21;
  private static final int END = 0x3B;
  private static final int GRAPHIC_CONTROL = 0xF9;
  private static final int APPLICATION = 0xFF;

  private final ByteWindow photo;
  private final CleanedFile cleaned;
  private boolean hasImage;

  private GifCleaner(ByteWindow photo, CleanedFile cleaned) {
    this.photo = photo;
    this.cleaned = cleaned;
  }

  /** Cleans one, see {@link MetadataCleaner#clean}. */
  static boolean clean(FileChannel photo, FileChannel cleaned)
      throws IOException, UncleanableException {
    return CleanedFile.byOneWalk(photo, cleaned, (in, out) -> new GifCleaner(in, out).walk());
  }

  private void walk() throws IOException, UncleanableException {
    long at = SCREEN + colourTable(photo.u8(SCREEN - 3));
    cleaned.keep(0, at);
    while (at >= 0 && at < photo.size()) {
      at = block(at);
    }
    if (!hasImage) {
      throw new UncleanableException("This GIF is damaged: there is no image in it to be kept.");
    }
  }

  /** Continues after the block at a place; -1 after the last one. */
  private long block(long at) throws IOException {
    switch (photo.u8(at)) {
      case IMAGE -> {
        hasImage = true;
        // The header, a table of colours, the size of codes, then the coded image.
        long end = afterParts(at + IMAGE_HEADER + colourTable(photo.u8(at + 9)) + 1);
        cleaned.keep(at, end - at);
        return end;
      }
      case EXTENSION -> {
        long end = afterParts(at + 2);
        if (isKept(at, end - at)) {
          cleaned.keep(at, end - at);
        }
        return end;
      }
      case END -> {
        cleaned.keep(at, 1);
        return -1;
      }
      case 0 -> {
        return at + 1;
      }
      default -> {
        return -1;
      }
    }
  }

  private boolean isKept(long at, long length) throws IOException {
    return switch (photo.u8(at + 1)) {
      case GRAPHIC_CONTROL -> length == CONTROL_LENGTH;
      case APPLICATION -> isKeptApplication(latin(photo.read(at + 3, 11)), length);
      default -> false;
    };
  }

  private static boolean isKeptApplication(String name, long length) {
    return name.equals(PROFILE) || (LOOPS.contains(name) && length <= LONGEST_LOOP);
  }

  private long afterParts(long start) throws IOException {
    long at = start;
    int length = photo.u8(at);
    while (length > 0) {
      at += 1 + length;
      length = photo.u8(at);
    }
    return at + 1;
  }

  private static long colourTable(int flags) {
    return flags >= 0x80 ? 3L << ((flags & 7) + 1) : 0;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
