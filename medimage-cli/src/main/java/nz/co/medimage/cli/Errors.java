package nz.co.medimage.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Makes a sentence of an exception; those of the JDK's file systems often hold only a path. */
final class Errors {
  private Errors() {}

  /** A step that checks input of the user, and says in one sentence what is wrong with it. */
  interface Step<T> {
    T run() throws IOException;
  }

  /** Runs a step whose {@link IllegalArgumentException} is about what the user typed. */
  static <T> T sayWhatIsWrong(Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(sentence(e));
    }
  }

  /** Makes a sentence of a failure at a file, and names the file. */
  static String sentenceOn(String file, Throwable error) {
    // Of bytes that are no text in this system's encoding, Java gives a sign that stands for them.
    boolean isGarbled = error instanceof NoSuchFileException && file.indexOf('\uFFFD') >= 0;
    if (isGarbled || error instanceof InvalidPathException) {
      return file + ": this computer cannot read such a file name; rename the file";
    }
    boolean ours =
        !(error instanceof IOException
            || error instanceof UncheckedIOException
            || error instanceof IllegalArgumentException);
    String sentence =
        ours
            ? "medimage has a bug and cannot send this file ("
                + error.getClass().getSimpleName()
                + "); please report it"
            : sentence(error);
    return sentence.contains(file) ? sentence : file + ": " + sentence;
  }

  static String sentence(Throwable error) {
    Throwable e = error;
    if (e instanceof UncheckedIOException && e.getCause() != null) {
      e = e.getCause();
    }
    if (e instanceof FileSystemException file && file.getFile() != null) {
      return file.getFile() + ": " + reason(file);
    }
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? "it did not work: " + e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private static String reason(FileSystemException e) {
    @Nullable String reason = e.getReason();
    if (reason != null) {
      return reason;
    }
    if (e instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    return e instanceof AccessDeniedException
        ? "access is denied"
        : "it cannot be used (" + e.getClass().getSimpleName() + ")";
  }
}
