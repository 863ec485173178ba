package nz.co.medimage.receiver.filter.internal.content;

/** The header of an MPEG audio frame, ISO/IEC 11172-3 section 2.4.1.3, for layer III. */
public final class MpegAudio {
  private static final int[] KBITS_1 = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] KBITS_2 = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };
  private static final int[] HERTZ = {44_100, 48_000, 32_000};

  private MpegAudio() {}

  /** The length of the frame whose header is at {@code at} in bytes; 0 if there is none. */
  public static int frameLength(byte[] bytes, int at) {
    if (at < 0 || at + 4 > bytes.length) {
      return 0;
    }
    int header =
        ((bytes[at] & 0xFF) << 24)
            | ((bytes[at + 1] & 0xFF) << 16)
            | ((bytes[at + 2] & 0xFF) << 8)
            | (bytes[at + 3] & 0xFF);
    int version = (header >>> 19) & 3; // 0: 2.5, 1: reserved, 2: 2, 3: 1
    int layer = (header >>> 17) & 3; // 1: III
    int bitrate = (header >>> 12) & 15;
    int rate = (header >>> 10) & 3;
    if (header >>> 21 != 0x7FF
        || version == 1
        || layer != 1
        || bitrate == 0
        || bitrate == 15
        || rate == 3) {
      return 0;
    }
    int kbits = version == 3 ? KBITS_1[bitrate] : KBITS_2[bitrate];
    int hertz = HERTZ[rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
    int padding = (header >>> 9) & 1;
    return (version == 3 ? 144 : 72) * kbits * 1000 / hertz + padding;
  }
}
