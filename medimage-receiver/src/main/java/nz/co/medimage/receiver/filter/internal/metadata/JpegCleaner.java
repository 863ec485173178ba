package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Cleans JPEGs (ITU-T T.81 annex B, JPEG-LS too): tables, frames, scans and coded data are kept
 * byte for byte, and of the application segments those that {@link JpegSegments} keeps. All else
 * goes: comments, other segments, bytes between segments, and everything behind the first image. So
 * previews, second images, motion photos and gain maps go too; a picture with a gain map is shown
 * as it looks on a display of standard range.
 *
 * <p>A broken file is read as decoders read it: on to the next byte that can be a marker, and coded
 * data that has no end extends to the end of the file. Whatever is broken in metadata, the image is
 * kept. A file that has a marker whose form is not defined cannot be cleaned: some decoders refuse
 * it, some look for the next marker right behind it, others skip a segment, so that what is read as
 * the image differs.
 */
final class JpegCleaner {
  static final String UNKNOWN =
      "This JPEG is damaged, or of an unknown kind: its parts cannot be told apart for certain.";

  private static final int MARKER = 0xFF00;
  private static final int TEM = 0x01;
  private static final int SOF0 = 0xC0;
  private static final int DHT = 0xC4;
  private static final int DAC = 0xCC;
  private static final int RST0 = 0xD0;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int DRI = 0xDD;
  private static final int APP0 = 0xE0;
  private static final int APP15 = 0xEF;
  private static final int JPEG_LS_FRAME = 0xF7;
  private static final int JPEG_LS_PARAMETERS = 0xF8;
  private static final int COM = 0xFE;

  private final ByteWindow photo;
  private final CleanedFile cleaned;
  private final JpegSegments segments = new JpegSegments();
  private boolean hasScan;
  private boolean hasFrame;

  /** In JPEG-LS more bytes than 0 make of an FF before them a part of the coded data. */
  private boolean isJpegLs;

  private JpegCleaner(ByteWindow photo, CleanedFile cleaned) {
    this.photo = photo;
    this.cleaned = cleaned;
  }

  /** Cleans one, see {@link MetadataCleaner#clean}. */
  static boolean clean(FileChannel photo, FileChannel cleaned)
      throws IOException, UncleanableException {
    return CleanedFile.byOneWalk(photo, cleaned, (in, out) -> new JpegCleaner(in, out).walk());
  }

  private void walk() throws IOException, UncleanableException {
    if (photo.u16(0) != (MARKER | SOI)) {
      throw noImage();
    }
    cleaned.keep(0, 2);
    long at = 2;
    while (at >= 0 && at < photo.size()) {
      at = segment(photo.nextMarkerByte(at));
    }
    if (!hasScan) {
      throw noImage();
    }
  }

  private static UncleanableException noImage() {
    return new UncleanableException("This JPEG is damaged: there is no image in it to be kept.");
  }

  /** Continues after the marker at a place and what belongs to it; -1 after the image's end. */
  private long segment(long at) throws IOException, UncleanableException {
    int marker = photo.u8(at + 1);
    if (marker == 0xFF) {
      return at + 1;
    }
    if (hasScan && (marker == EOI || marker == SOI)) {
      cleaned.put(new byte[] {(byte) 0xFF, (byte) EOI});
      return -1;
    }
    if (marker <= TEM || (marker >= RST0 && marker <= EOI)) {
      return at + 2;
    }
    checkIsKnown(marker);
    int length = Math.max(2, photo.u16(at + 2));
    long end = at + 2 + length;
    if (JpegSegments.mayBeKept(marker)) {
      cleaned.put(segments.kept(marker, photo.read(at + 4, length - 2)));
    } else if (isOfImage(marker)) {
      cleaned.keep(at, end - at);
      if (marker == SOS) {
        hasScan = true;
        long scanEnd = scanEnd(end);
        cleaned.keep(end, scanEnd - end);
        return scanEnd;
      }
    }
    return end;
  }

  /** Refuses what T.81, table B.1, reserves, and parts of JPEG-LS in a JPEG of another kind. */
  private void checkIsKnown(int marker) throws UncleanableException {
    isJpegLs |= marker == JPEG_LS_FRAME || marker == JPEG_LS_PARAMETERS;
    hasFrame |= marker >= SOF0 && marker < RST0 && marker != DHT && marker != DAC;
    boolean isKnown = isOfImage(marker) || (marker >= APP0 && marker <= APP15) || marker == COM;
    if (!isKnown || (isJpegLs && hasFrame)) {
      throw new UncleanableException(UNKNOWN);
    }
  }

  /** Tables, frames, scans and what stands between them, but no application data or comment. */
  private static boolean isOfImage(int marker) {
    return (marker >= SOF0 && marker <= DRI)
        || marker == JPEG_LS_FRAME
        || marker == JPEG_LS_PARAMETERS;
  }

  /** Where coded data ends: at a marker that is not one of its own. */
  private long scanEnd(long start) throws IOException {
    long at = photo.nextMarkerByte(start);
    while (at < photo.size()) {
      int next = photo.u8(at + 1);
      long run = at;
      while (next == 0xFF) {
        run++;
        next = photo.u8(run + 1);
      }
      if (next >= 0 && !belongsToScan(next)) {
        return at;
      }
      at = photo.nextMarkerByte(Math.min(run + 2, photo.size()));
    }
    return photo.size();
  }

  /** Coded FFs, restarts, and damage that decoders step over. */
  private boolean belongsToScan(int next) {
    return next < (isJpegLs ? 0x80 : SOF0) || (next >= RST0 && next < SOI);
  }
}
