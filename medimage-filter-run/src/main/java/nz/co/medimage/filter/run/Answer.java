package nz.co.medimage.filter.run;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a program made of a photo that continues.
 *
 * @param file what replaces it, as the program named it
 * @param fileName its new name
 * @param companions files that belong beside it
 */
record Answer(Optional<String> file, Optional<String> fileName, List<Companion> companions) {

  /** The photo continues as it is. */
  static final Answer NOTHING = new Answer(Optional.empty(), Optional.empty(), List.of());

  /** More of them than anybody needs. */
  static final int MAX_COMPANIONS = 20;

  Answer {
    companions = List.copyOf(companions);
  }

  /** A file that belongs beside the photo. */
  record Companion(String label, String extension, String file) {}

  /**
   * Reads what a program printed.
   *
   * @param photo the photo's name at its sender
   * @param isPhoto whether a file that the program named is its copy of the photo
   * @throws WrongAnswerException if it is JSON that is no answer
   */
  static Answer parse(String printed, String photo, Predicate<String> isPhoto)
      throws WrongAnswerException {
    String text = printed.strip();
    if (text.startsWith("{")) {
      return JsonAnswer.parse(text);
    }
    if (text.lines().anyMatch(line -> line.startsWith("{"))) {
      throw new WrongAnswerException("there is other text before its JSON");
    }
    return ClassicAnswer.parse(text, photo, isPhoto);
  }
}
