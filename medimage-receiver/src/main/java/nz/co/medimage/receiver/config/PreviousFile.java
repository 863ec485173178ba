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

  /** What is noted now. */
  Optional<byte[]> note() throws IOException {
    return content(note);
  }

  /**
   * The change is good, or undone for good; one that was saved since is still on trial.
   *
   * @param noted what {@link #note} was for that change
   */
  void forget(Optional<byte[]> noted) throws IOException {
    if (noted.isPresent() && Arrays.equals(noted.get(), note().orElse(null))) {
      Files.deleteIfExists(note);
    }
  }

  /** Whether the file is as it was before a change on trial: a kill came before the end of it. */
  boolean isUndone() throws IOException {
    Optional<Trial> trial = trial();
    return trial.isPresent()
        && Arrays.equals(trial.get().before.orElse(null), content(file).orElse(null));
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
