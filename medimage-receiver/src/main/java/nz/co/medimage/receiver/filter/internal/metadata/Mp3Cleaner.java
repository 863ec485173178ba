package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import nz.co.medimage.receiver.filter.internal.content.MpegAudio;

/**
 * Cleans sound in MPEG layer III: what stays is its frames, each as it is; tags before, between and
 * behind them go, with the pictures, texts and places in them.
 */
final class Mp3Cleaner {
  private static final int HEADER = 4;

  /** The bits of a header that are the same in all frames of a file: version, layer, rate. */
  private static final int CONSTANT = 0xFFFE0C00;

  /** So many frames in a row are no chance. */
  private static final int FRAMES_IN_A_ROW = 3;

  private static final int TAG_HEADER = 10;
  private static final Set<String> TAGS = Set.of("TAG", "APE", "LYR", "ID3");

  private final ByteWindow photo;
  private final CleanedFile cleaned;
  private int constant;

  private Mp3Cleaner(FileChannel photo, FileChannel cleaned) throws IOException {
    this.photo = new ByteWindow(photo);
    this.cleaned = new CleanedFile(this.photo, cleaned);
  }

  /** Cleans, see {@link MetadataCleaner#clean}. */
  static boolean clean(FileChannel photo, FileChannel cleaned)
      throws IOException, UncleanableException {
    return new Mp3Cleaner(photo, cleaned).clean();
  }

  private boolean clean() throws IOException, UncleanableException {
    long begin = pastTags(0);
    long sound = 0;
    boolean inSound = false;
    for (long at = begin; at < photo.size(); ) {
      int length = inSound ? frameBefore(at) : frameOfSeveral(at);
      inSound = length > 0;
      if (inSound) {
        constant = header(at) & CONSTANT;
        cleaned.keep(at, length);
        sound += length;
        at += length;
      } else {
        at = Math.max(at + 1, pastTags(at));
      }
    }
    // Otherwise it is something else than is known here.
    if (sound == 0 || sound < (photo.size() - begin) / 2) {
      throw BoxReader.unusual();
    }
    return cleaned.finish();
  }

  /** The length of a frame behind which comes another one, a tag or the end; 0 if none is here. */
  private int frameBefore(long at) throws IOException {
    int length = frame(at);
    long next = at + length;
    boolean goesOn = next == photo.size() || length(next) > 0 || TAGS.contains(text(next, 3));
    return length > 0 && goesOn ? length : 0;
  }

  private int frameOfSeveral(long at) throws IOException {
    int first = frame(at);
    long next = at;
    for (int i = 0; i < FRAMES_IN_A_ROW; i++) {
      int length = frame(next);
      if (length == 0) {
        return 0;
      }
      next += length;
      if (next == photo.size()) {
        return first;
      }
    }
    return first;
  }

  /** The length of the frame at a place, if it is whole and like those before; else 0. */
  private int frame(long at) throws IOException {
    int length = length(at);
    return at + length <= photo.size() ? length : 0;
  }

  /** The length that a header at a place says, if it is like those before; else 0. */
  private int length(long at) throws IOException {
    if (photo.u8(at) != 0xFF) {
      return 0;
    }
    int header = header(at);
    boolean isLike = constant == 0 || (header & CONSTANT) == constant;
    return isLike
        ? MpegAudio.frameLength(ByteBuffer.allocate(HEADER).putInt(header).array(), 0)
        : 0;
  }

  private int header(long at) throws IOException {
    return (int) photo.u32(at);
  }

  /** Past all ID3v2 tags at a place: their size is in four times seven bits. */
  private long pastTags(long from) throws IOException {
    long at = from;
    while (photo.u8(at) == 'I' && photo.u16(at + 1) == ('D' << 8 | '3')) {
      long size = 0;
      for (int i = 6; i < TAG_HEADER; i++) {
        size = (size << 7) | (photo.u8(at + i) & 0x7F);
      }
      at = Math.min(at + TAG_HEADER + size, photo.size());
    }
    return at;
  }

  private String text(long at, int length) throws IOException {
    return at < photo.size() ? new String(photo.read(at, length), StandardCharsets.ISO_8859_1) : "";
  }
}
