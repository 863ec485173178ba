package nz.co.medimage.filter.resize;

import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/**
 * What the markers of a JPEG tell: ITU-T T.81, annex B.
 *
 * @param exif where the TIFF header of its Exif data is; -1 for none
 * @param frame where the header of its frame is, behind its length; -1 for none
 * @param scans how many times its pixels are gone through
 */
record JpegMarkers(long exif, long frame, int scans) {
  private static final int START_OF_SCAN = 0xFFDA;
  private static final int END = 0xFFD9;
  private static final int APP1 = 0xFFE1;
  private static final int EXIF = 0x45786966;
  private static final int MAX_MARKERS = 10_000;

  /** Reads them up to the end of the first image, or to where it is damaged. */
  static JpegMarkers read(ImageInputStream in) throws IOException {
    long exif = -1;
    long frame = -1;
    int scans = 0;
    try {
      in.seek(2);
      for (int i = 0; i < MAX_MARKERS; i++) {
        int marker = next(in);
        if (marker == END) {
          break;
        }
        long at = in.getStreamPosition();
        int length = in.readUnsignedShort();
        if (marker == APP1 && exif < 0 && in.readInt() == EXIF) {
          exif = at + 8;
        }
        if (isStartOfFrame(marker) && frame < 0) {
          frame = at + 2;
        }
        if (marker == START_OF_SCAN) {
          scans++;
        }
        in.seek(at + Math.max(2, length));
      }
    } catch (EOFException e) {
      // It is cut off; what was found counts.
    }
    return new JpegMarkers(exif, frame, scans);
  }

  /** SOF0 to SOF15, but for the three that are tables and an extension. */
  private static boolean isStartOfFrame(int marker) {
    return marker >= 0xFFC0
        && marker <= 0xFFCF
        && marker != 0xFFC4
        && marker != 0xFFC8
        && marker != 0xFFCC;
  }

  /** The next marker that has a length, or the end; passes over the data of a scan. */
  private static int next(ImageInputStream in) throws IOException {
    int before = in.readUnsignedByte();
    while (true) {
      int now = in.readUnsignedByte();
      boolean isOfScan = now == 0 || (now >= 0xD0 && now <= 0xD8) || now == 0xFF;
      if (before == 0xFF && !isOfScan) {
        return 0xFF00 | now;
      }
      before = now;
    }
  }
}
