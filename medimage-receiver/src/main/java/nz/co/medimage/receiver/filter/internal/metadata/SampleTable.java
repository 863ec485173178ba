package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where the samples of a track are: ISO/IEC 14496-12 sections 8.7.3 to 8.7.5. Each table is read
 * from front to back through a window of its own, as long videos have long tables.
 */
final class SampleTable {
  private static final int FULL_HEADER = 4;

  private final BoxReader sizes;
  private final BoxReader chunks;
  private final BoxReader runs;
  private final MediaData data;
  private final Box runBox;
  private final Box chunkBox;
  private final int chunkBytes;

  private final long sizesAt;
  private final int sizeBits;
  private final long sampleCount;
  private final long oneSize;

  /**
   * Looks at a table.
   *
   * @param boxes in the sample table box
   * @param bytesOfFrame of sound whose samples the file may count as frames; 0 if there is none
   */
  SampleTable(BoxReader reader, MediaData data, List<Box> boxes, long bytesOfFrame)
      throws IOException, UncleanableException {
    this.data = data;
    sizes = reader.another();
    chunks = reader.another();
    runs = reader.another();
    runBox = BoxReader.needed(boxes, "stsc");
    Optional<Box> large = BoxReader.one(boxes, "co64");
    Optional<Box> small = BoxReader.one(boxes, "stco");
    Optional<Box> full = BoxReader.one(boxes, "stsz");
    Optional<Box> compact = BoxReader.one(boxes, "stz2");
    if (large.isPresent() == small.isPresent() || full.isPresent() == compact.isPresent()) {
      throw BoxReader.unusual();
    }
    chunkBox = large.or(() -> small).orElseThrow();
    chunkBytes = large.isPresent() ? 8 : 4;
    Box sizeBox = full.or(() -> compact).orElseThrow();
    long at = sizeBox.body() + FULL_HEADER;
    long said = full.isPresent() ? sizes.u32(at) : 0;
    if (said == 1 && bytesOfFrame == 0) {
      // Old sound, of which the sizes count what is not known here.
      throw BoxReader.unusual();
    }
    oneSize = said == 0 ? 0 : Math.max(said, bytesOfFrame);
    sizeBits = full.isPresent() ? 32 : sizes.u8(at + 3);
    sampleCount = sizes.u32(at + 4);
    sizesAt = at + 8;
    boolean isKnown = sizeBits == 32 || sizeBits == 16 || sizeBits == 8 || sizeBits == 4;
    if (!isKnown || (oneSize == 0 && !fits(sizesAt, sampleCount, sizeBits, sizeBox))) {
      throw BoxReader.unusual();
    }
  }

  private static boolean fits(long at, long count, int bits, Box box) {
    return at + (count * bits + 7) / 8 <= box.end();
  }

  /** Keeps all samples that a reader can find by these tables. */
  void keepSamples() throws IOException, UncleanableException {
    long chunkAt = chunkBox.body() + FULL_HEADER + 4;
    long chunkCount = chunks.u32(chunkAt - 4);
    long runAt = runBox.body() + FULL_HEADER + 4;
    long runCount = runs.u32(runAt - 4);
    if (!fits(chunkAt, chunkCount, chunkBytes * 8, chunkBox)
        || !fits(runAt, runCount, 12 * 8, runBox)
        || (chunkCount > 0 && (runCount == 0 || runs.u32(runAt) != 1))) {
      throw BoxReader.unusual();
    }
    long run = 0;
    long nextRun = 1;
    long perChunk = 0;
    long sample = 0;
    for (long chunk = 1; chunk <= chunkCount && sample < sampleCount; chunk++) {
      while (chunk == nextRun) {
        perChunk = runs.u32(runAt + run * 12 + 4);
        run++;
        nextRun = run < runCount ? runs.u32(runAt + run * 12) : Long.MAX_VALUE;
        if (nextRun <= chunk) {
          throw BoxReader.unusual();
        }
      }
      long samples = Math.min(perChunk, sampleCount - sample);
      long start = chunks.number(chunkAt + (chunk - 1) * chunkBytes, chunkBytes);
      data.keep(start, start + bytes(sample, samples));
      sample += samples;
    }
  }

  private long bytes(long first, long count) throws IOException, UncleanableException {
    if (oneSize > 0) {
      if (count > sizes.size() / oneSize) {
        throw BoxReader.unusual();
      }
      return count * oneSize;
    }
    long sum = 0;
    for (long sample = first; sample < first + count; sample++) {
      sum += size(sample);
    }
    return sum;
  }

  private long size(long sample) throws IOException, UncleanableException {
    if (sizeBits == 4) {
      int two = sizes.u8(sizesAt + sample / 2);
      return sample % 2 == 0 ? two >> 4 : two & 15;
    }
    int bytes = sizeBits / 8;
    return sizes.number(sizesAt + sample * bytes, bytes);
  }
}
