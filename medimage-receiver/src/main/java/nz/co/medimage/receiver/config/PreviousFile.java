package nz.co.medimage.receiver.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import nz.co.medimage.api.file.DurableFiles;

/**
 * What a file held before it was changed on trial, and what it was changed to, in a hidden file
 * beside it: a line with the length of the first, or -1 if there was no file, and then both. It is
 * written before the file and never changed, so a kill at any moment leaves either content or both.
 */
final class PreviousFile {
  private final Path file;
  private final Path note;

  PreviousFile(Path file) {
    this.file = file;
    this.note = file.resolveSibling("." + file.getFileName() + ".previous");
  }

  private static final class Trial {
    private final Optional<byte[]> before;
    private final byte[] after;

    Trial(Optional<byte[]> before, byte[] after) {
      this.before = before;
      this.after = after;
    }

    static Optional<Trial> parse(byte[] note) {
      int end = 0;
      while (end < note.length && note[end] != '\n') {
        end++;
      }
      try {
        int length = Integer.parseInt(new String(note, 0, end, StandardCharsets.US_ASCII));
        int begin = end + 1;
        int middle = begin + Math.max(0, length);
        Optional<byte[]> before =
            length < 0 ? Optional.empty() : Optional.of(Arrays.copyOfRange(note, begin, middle));
        return Optional.of(new Trial(before, Arrays.copyOfRange(note, middle, note.length)));
      } catch (IllegalArgumentException e) {
        return Optional.empty(); // none of ours
      }
    }

    byte[] note() {
      byte[] old = before.orElse(new byte[0]);
      byte[] line =
          ((before.isPresent() ? old.length : -1) + "\n").getBytes(StandardCharsets.US_ASCII);
      byte[] all = Arrays.copyOf(line, line.length + old.length + after.length);
      System.arraycopy(old, 0, all, line.length, old.length);
      System.arraycopy(after, 0, all, line.length + old.length, after.length);
      return all;
    }
  }

  /** Written before the file is. Of several changes on trial, the first has what was before. */
  void keep(Optional<byte[]> before, byte[] after) throws IOException {
    Optional<Trial> earlier =
        trial().filter(each -> Arrays.equals(each.after, before.orElse(null)));
    Optional<byte[]> first = earlier.isPresent() ? earlier.get().before : before;
    DurableFiles.write(note, new Trial(first, after).note());
  }

  private Optional<Trial> trial() throws IOException {
    return content(note).flatMap(Trial::parse);
  }

  /** The change is good, or undone for good. */
  void forget() throws IOException {
    Files.deleteIfExists(note);
  }

  /** Puts back what was before, unless the file was changed again by somebody else meanwhile. */
  boolean undo() throws IOException {
    Optional<Trial> trial = trial();
    byte[] now = content(file).orElse(null);
    if (trial.isEmpty() || !Arrays.equals(trial.get().after, now)) {
      return false;
    }
    if (trial.get().before.isPresent()) {
      DurableFiles.write(file, trial.get().before.get());
    } else {
      Files.delete(file);
    }
    return true;
  }

  /** Undoes {@link #undo}. */
  void redo() throws IOException {
    Optional<Trial> trial = trial();
    if (trial.isPresent()) {
      DurableFiles.write(file, trial.get().after);
    }
  }

  /** Empty if there is no such file. */
  static Optional<byte[]> content(Path file) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
