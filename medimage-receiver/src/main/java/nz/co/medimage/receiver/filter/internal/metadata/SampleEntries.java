package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cleans what a track says of its coding: ISO/IEC 14496-12 section 8.5.2, and of sound, QuickTime
 * File Format, "Sound sample descriptions".
 */
final class SampleEntries {
  private static final Set<String> KEPT =
      Set.of(
          "avcC", "hvcC", "lhvC", "vvcC", "av1C", "vpcC", "dvcC", "dvvC", "dvwC", "d263", "glbl",
          "esds", "pasp", "colr", "clap", "fiel", "gama", "btrt", "mdcv", "clli", "amve", "cclv",
          "chrm", "SmDm", "CoLL", "hfov", "vexu", "eyes", "ccst", "auxi", "chan", "chnl", "wave",
          "dOps", "dac3", "dec3", "dac4", "alac", "damr", "srat", "pcmC", "mhaC", "mhaP", "dapa",
          "dmlp", "ddts", "udts", "SA3D", "SAND", "st3d", "sv3d", "avcE", "hvcE", "lhvE", "evcC");
  private static final Set<String> NOT_NEEDED = Set.of("free", "skip", "uuid", "udta", "meta");

  /**
   * Codings of pictures whose samples are not picture files with metadata of their own. There are
   * many names for those, motion JPEG alone has some twenty.
   */
  private static final Set<String> PICTURES =
      Set.of(
          "avc1", "avc2", "avc3", "avc4", "dva1", "dvav", "hvc1", "hvc2", "hev1", "hev2", "dvh1",
          "dvhe", "lhv1", "lhe1", "hvt1", "vvc1", "vvi1", "evc1", "av01", "dav1", "vp08", "vp09",
          "mp4v", "s263", "h263", "H263", "mp1v", "mp2v", "m2v1", "m1v1", "ap4h", "ap4x", "apch",
          "apcn", "apcs", "apco", "aprn", "aprh", "icod", "dvc ", "dvcp", "dvpp", "dv5n", "dv5p",
          "rle ", "cvid", "rpza", "SVQ1", "SVQ3", "raw ", "2vuy", "yuv2", "v210", "v308", "v408");

  /** Encrypted, or with blocks of texts. */
  private static final Set<String> OTHER_SOUND = Set.of("enca", "drms", "fLaC");

  /** Object types of ISO/IEC 14496-1 that are picture files: JPEG, PNG, JPEG 2000. */
  private static final Set<Integer> PICTURE_FILES = Set.of(0x6C, 0x6D, 0x6E);

  /** The bytes of a sample of one channel where the type says it; 0 where another field does. */
  private static final Map<String, Integer> PCM =
      Map.ofEntries(
          Map.entry("raw ", 0),
          Map.entry("NONE", 0),
          Map.entry("twos", 0),
          Map.entry("sowt", 0),
          Map.entry("lpcm", 0),
          Map.entry("ipcm", 0),
          Map.entry("fpcm", 0),
          Map.entry("ulaw", 1),
          Map.entry("alaw", 1),
          Map.entry("in24", 3),
          Map.entry("in32", 4),
          Map.entry("fl32", 4),
          Map.entry("fl64", 8));

  private static final int HEADER = 8;
  private static final int FULL_HEADER = 4;
  private static final int ELEMENTARY_STREAM = 3;
  private static final int DECODER_CONFIGURATION = 4;
  private static final int PICTURE = 70;
  private static final int SOUND = 20;
  private static final int SOUND_1 = 16;
  private static final int SOUND_2 = 36;

  private final BoxReader reader;
  private final BlankedCopy copy;
  private final boolean isSound;
  private long bytesOfFrame;

  SampleEntries(BoxReader reader, BlankedCopy copy, String handler) {
    this.reader = reader;
    this.copy = copy;
    this.isSound = handler.equals("soun");
  }

  /**
   * The bytes of a frame of sound, where sample sizes count frames and do not say it; else 0. Known
   * once the entries are cleaned.
   */
  long bytesOfFrame() {
    return bytesOfFrame;
  }

  void clean(Box descriptions) throws IOException, UncleanableException {
    long first = descriptions.body() + 8;
    copy.keep(descriptions.start(), first);
    List<Box> entries = reader.children(first, descriptions.end());
    if (entries.isEmpty()) {
      throw BoxReader.unusual();
    }
    for (Box entry : entries) {
      if (isSound ? OTHER_SOUND.contains(entry.type()) : !PICTURES.contains(entry.type())) {
        throw BoxReader.unusual();
      }
      long children =
          entry.body()
              + HEADER
              + (isSound ? sound(entry, reader.u8(descriptions.body())) : PICTURE);
      if (children > entry.end()) {
        throw BoxReader.unusual();
      }
      copy.keep(entry.start(), children);
      for (Box child : reader.children(children, entry.end())) {
        if (!isSound && child.is("esds") && isOfPictureFiles(child)) {
          throw BoxReader.unusual();
        }
        if (KEPT.contains(child.type())) {
          copy.keep(child);
        } else if (NOT_NEEDED.contains(child.type())) {
          copy.free(child);
        } else {
          // Encrypted, or of a coding that may need it.
          throw BoxReader.unusual();
        }
      }
    }
  }

  /** ISO/IEC 14496-1 section 7.2.6: an elementary stream, and in it how it is coded. */
  private boolean isOfPictureFiles(Box box) throws IOException, UncleanableException {
    long at = afterDescriptorHeader(box.body() + FULL_HEADER, ELEMENTARY_STREAM);
    int flags = reader.u8(at + 2);
    at += 3;
    at += (flags & 0x80) != 0 ? 2 : 0;
    at += (flags & 0x40) != 0 ? 1 + reader.u8(at) : 0;
    at += (flags & 0x20) != 0 ? 2 : 0;
    return PICTURE_FILES.contains(reader.u8(afterDescriptorHeader(at, DECODER_CONFIGURATION)));
  }

  /** Behind a tag and a length in seven bits each of up to four bytes. */
  private long afterDescriptorHeader(long start, int tag) throws IOException, UncleanableException {
    if (reader.u8(start) != tag) {
      throw BoxReader.unusual();
    }
    long at = start + 1;
    while (at < start + 4 && (reader.u8(at) & 0x80) != 0) {
      at++;
    }
    return at + 1;
  }

  /**
   * How long the fields of an entry for sound are.
   *
   * @param form of all entries: where it is 0, a version of 1 is that of QuickTime
   */
  private int sound(Box entry, int form) throws IOException, UncleanableException {
    long at = entry.body() + HEADER;
    int version = reader.u16(at);
    int length =
        switch (version) {
          case 0 -> SOUND;
          case 1 -> form == 0 ? SOUND + SOUND_1 : SOUND;
          case 2 -> SOUND + SOUND_2;
          default -> throw BoxReader.unusual();
        };
    if (PCM.containsKey(entry.type())) {
      long bytes =
          switch (length) {
            case SOUND -> 0;
            case SOUND + SOUND_1 -> reader.u32(at + SOUND + 8);
            default -> reader.u32(at + SOUND + 28);
          };
      int ofChannel = PCM.get(entry.type());
      int channels = reader.u16(at + 8);
      int bits = reader.u16(at + 10);
      long computed = (long) channels * (ofChannel > 0 ? ofChannel : (bits + 7) / 8);
      bytesOfFrame = Math.max(bytesOfFrame, bytes > 0 ? bytes : computed);
    }
    return length;
  }
}
