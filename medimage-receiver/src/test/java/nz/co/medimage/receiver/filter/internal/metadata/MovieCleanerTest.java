package nz.co.medimage.receiver.filter.internal.metadata;

import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.AVC;
import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.MP4;
import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.box;
import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.ints;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.latin;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class MovieCleanerTest {
  private static String cleaned(byte[]... references) throws Exception {
    Boxes film = new Boxes().loose("picture");
    byte[] track = film.track("vide", AVC, new int[] {7}, new int[] {MP4.length + 8});
    byte[] inTrack = Arrays.copyOfRange(track, 8, track.length);
    film.with(box("trak", inTrack, box("tref", references)));
    return latin(Cleaned.by(IsoCleaner::clean, film.build()));
  }

  /** Players look for the track of a reference, and some complain where it is not there. */
  @Test
  void referencesToTracksThatGoDoToo() throws Exception {
    byte[] depth = box("vdep", ints(1));
    assertFalse(cleaned(box("chap", ints(2))).contains("tref"));
    String cleaned = cleaned(box("cdsc", ints(2)), depth);
    assertTrue(cleaned.contains("tref") && cleaned.contains(latin(depth)));
    assertFalse(cleaned.contains("cdsc"));
  }
}
