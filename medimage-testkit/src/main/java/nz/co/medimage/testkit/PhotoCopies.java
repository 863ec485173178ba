package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Tells photos, and parts of them, from whatever else a target holds, such as records. */
final class PhotoCopies {
  private static final String UNLESS_INTENDED = "; if it belongs there, leave it out in stored()";

  private PhotoCopies() {}

  /** Whether it is the photo. */
  static boolean isWhole(byte[] found, byte[] photo) {
    return Arrays.equals(found, photo);
  }

  /**
   * Whether it is what a reader sees of the photo while that is written: the beginning or another
   * part, with zeros for the rest or without. Nothing but zeros tells of no photo.
   */
  static boolean isPart(byte[] found, byte[] photo) {
    if (found.length > photo.length || isWhole(found, photo)) {
      return false;
    }
    boolean isEmpty = true;
    for (int i = 0; i < found.length; i++) {
      if (found[i] != 0 && found[i] != photo[i]) {
        return false;
      }
      isEmpty &= found[i] == 0;
    }
    return !isEmpty;
  }

  /** Whether everybody knows by the name that the file is not done. */
  static boolean isAside(String reference) {
    String name = reference.substring(reference.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return name.startsWith(".") || name.endsWith(".tmp") || name.endsWith(".part");
  }

  /** The photo is under its reference. */
  static void assertHeld(Map<String, byte[]> stored, String reference, byte[] photo, String when) {
    byte[] found = stored.get(reference);
    if (found == null) {
      fail(
          ("nothing is stored under '%s'%s, only under %s; if a reference is no path below the"
                  + " folder, override stored()")
              .formatted(reference, when, stored.keySet()));
    }
    if (!isWhole(found, photo)) {
      fail("the content stored under '" + reference + "'" + when + " is not that of its photo");
    }
  }

  /** It is no copy of the photo. */
  static void assertNoCopy(String reference, byte[] found, byte[] photo, String when) {
    if (isWhole(found, photo)) {
      fail("'" + reference + "' is a further copy of the photo" + when + UNLESS_INTENDED);
    }
  }

  /** It is no part of the photo. */
  static void assertNoPart(String reference, byte[] found, byte[] photo, String when) {
    if (isPart(found, photo)) {
      fail("'" + reference + "' held only a part of the photo" + when + UNLESS_INTENDED);
    }
  }
}
