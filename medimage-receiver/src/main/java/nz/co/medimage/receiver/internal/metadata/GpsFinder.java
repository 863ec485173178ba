package nz.co.medimage.receiver.internal.metadata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Walks the markers of a JPEG (ITU-T T.81 annex B) and of the JPEGs that follow it in the same
 * file, such as the previews of CIPA DC-007, and says what to overwrite so that no position is
 * left. Nothing changes its place, and nothing in the coded image is touched.
 */
public final class GpsFinder {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int APP1 = 0xE1;
  private static final int HEADER = 80;

  private final ByteWindow file;
  private final List<Patch> patches = new ArrayList<>();
  private final List<Patch> extendedXmp = new ArrayList<>();
  private final XmpGps.Search extendedSearch = new XmpGps.Search();

  private GpsFinder(ByteWindow file) {
    this.file = file;
  }

  /**
   * Looks through a file.
   *
   * @return what to overwrite; empty if it carries no position, or is no JPEG
   * @throws UnsafeExifException if there is a position that cannot be taken out
   * @throws IOException if the file cannot be read
   */
  public static List<Patch> find(FileChannel file) throws IOException, UnsafeExifException {
    GpsFinder finder = new GpsFinder(new ByteWindow(file));
    if (finder.file.u16(0) == (0xFF00 | SOI)) {
      finder.walk();
    }
    return finder.patches;
  }

  /** A broken file is read as decoders read it: on to the next byte that can be a marker. */
  private void walk() throws IOException, UnsafeExifException {
    long at = 0;
    boolean inImage = false;
    while (at < file.size()) {
      at = file.nextMarkerByte(at);
      int marker = file.u8(at + 1);
      if (marker == SOI) {
        inImage = true;
        at += 2;
      } else if (inImage && hasLength(marker)) {
        int length = Math.max(2, file.u16(at + 2));
        if (marker == APP1) {
          application(at + 4, length - 2);
        }
        at += 2L + length;
      } else {
        // FF 00 is a coded FF, FF FF is filling; what follows EOI is no marker until the next SOI.
        inImage &= marker != EOI;
        at += marker == 0xFF || marker < 0 ? 1 : 2;
      }
    }
    if (extendedSearch.found()) {
      patches.addAll(extendedXmp);
    }
  }

  private static boolean hasLength(int marker) {
    return marker >= 0xC0 && (marker < 0xD0 || marker > EOI) && marker != 0xFF;
  }

  private void application(long at, int length) throws IOException, UnsafeExifException {
    byte[] payload = file.read(at, length);
    String header =
        new String(payload, 0, Math.min(HEADER, payload.length), StandardCharsets.ISO_8859_1);
    byte[] before = payload.clone();
    if (header.startsWith(ExifGps.HEADER)) {
      ExifGps.blank(payload);
    } else if (header.startsWith(XmpGps.HEADER)) {
      XmpGps.blank(payload);
    } else if (header.startsWith(XmpGps.EXTENSION_HEADER)) {
      extendedSearch.add(payload);
      extendedXmp.add(new Patch(at, new byte[payload.length]));
    }
    if (!Arrays.equals(before, payload)) {
      patches.add(new Patch(at, payload));
    }
  }
}
