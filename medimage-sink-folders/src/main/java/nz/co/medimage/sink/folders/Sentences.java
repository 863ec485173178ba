package nz.co.medimage.sink.folders;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** What people read when a folder fails: it names the folder, never a path with a patient in it. */
final class Sentences {
  private Sentences() {}

  static String away(Path root) {
    return root + " is not there; if it lies on a share, the share is away";
  }

  static String unmarked(Path root) {
    return root
        + " is there, but not the folder that photos went to before: connect the share; if this"
        + " folder is meant, create the file "
        + KnownFolders.MARKER
        + " in it";
  }

  static String unforced(Path root) {
    return root
        + " lies on a disk that cannot be told to write its lists of files: after a power cut there,"
        + " photos that were filed shortly before may be missing";
  }

  static String unlinked(Path root) {
    return root
        + " lies on a disk without hard links: a photo may show as an empty file for a moment, and"
        + " after a crash an empty file may stay";
  }

  static String unseen(Path root) {
    return root
        + " refuses the name of a photo, and all that follow, though nothing can be seen there; let"
        + " the user who runs the receiver see all files in it, or choose another folder";
  }

  static String copied(Path root) {
    return "Another PC runs a copy of this receiver's home and writes to "
        + root
        + "; stop one of the two and start the other anew: each PC needs a home of its own";
  }

  static String unnameable() {
    return "This system's locale cannot name the folder; run it with a UTF-8 locale";
  }

  static String file(Path root) {
    return root + " is a file, not a folder; choose a folder for photos";
  }

  static String refusedFolder(Path root) {
    return root
        + " lies on a disk that refuses the name of a patient's folder, for its letters or its"
        + " length; mount it so that it takes all letters, such as with iocharset=utf8, or choose"
        + " another folder";
  }

  static String refusesNames(Path root) {
    return root
        + " lies on a disk that refuses some names, such as those with a macron: photos get plainer"
        + " ones there, and those of a patient's folder that it refuses wait; mount it so that it"
        + " takes all letters, such as with iocharset=utf8";
  }

  static String failed(String what, Path root, FileSystemException e) {
    return "cannot " + what + " " + root + ": " + Blame.cause(root, e);
  }
}
