package nz.co.medimage.filter.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import nz.co.medimage.filter.run.Answer.Companion;

/**
 * What an add-on of the classic MedImage server prints: {@code backupFiles:} with files that go
 * where the photo goes, parted by {@code ;}, and {@code backupFileRenamed:} with what the photo has
 * become. The last line of a kind counts. Everything else is for that server alone.
 */
final class ClassicAnswer {
  private static final String FILES = "backupFiles:";
  private static final String RENAMED = "backupFileRenamed:";

  /** What the program's copy of the photo is called, without its extension. */
  private static final String PHOTO = "photo";

  private static final int MAX_LABEL = 20;

  private ClassicAnswer() {}

  static Answer parse(String printed, String photo, Predicate<String> isPhoto)
      throws WrongAnswerException {
    String files = "";
    String renamed = "";
    for (String line : printed.lines().map(String::strip).toList()) {
      if (line.startsWith(FILES)) {
        files = line.substring(FILES.length()).strip();
      } else if (line.startsWith(RENAMED)) {
        renamed = line.substring(RENAMED.length()).strip();
      }
    }
    Set<String> paths = new LinkedHashSet<>();
    for (String path : files.split(";")) {
      paths.add(path.strip());
    }
    paths.remove("");
    paths.remove(renamed);
    if (renamed.isEmpty()) {
      // The photo itself, changed where it was; a photo.pdf beside it is another file.
      Optional<String> file = paths.stream().filter(isPhoto).findFirst();
      paths.removeIf(isPhoto);
      return new Answer(file, Optional.empty(), companions(paths));
    }
    return new Answer(Optional.of(renamed), Optional.of(name(renamed, photo)), companions(paths));
  }

  private static List<Companion> companions(Set<String> paths) throws WrongAnswerException {
    if (paths.size() > Answer.MAX_COMPANIONS) {
      throw new WrongAnswerException("it has over " + Answer.MAX_COMPANIONS + " files");
    }
    List<Companion> companions = new ArrayList<>();
    for (String path : paths) {
      companions.add(new Companion(label(path, companions), FileNames.extension(path), path));
    }
    return companions;
  }

  /** The program knows the photo as {@code photo.jpg}; a name made of that is made of its own. */
  private static String name(String renamed, String photo) {
    String name = FileNames.name(renamed);
    return name.startsWith(PHOTO) ? FileNames.stem(photo) + name.substring(PHOTO.length()) : name;
  }

  /** What such a name adds to that of the photo: {@code small} of {@code photo-small.jpg}. */
  private static String label(String path, List<Companion> others) {
    String stem = FileNames.stem(path);
    String added = stem.startsWith(PHOTO) ? stem.substring(PHOTO.length()) : stem;
    String label =
        added.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    String whole = label.isEmpty() ? "copy" : label;
    String cut = head(whole, MAX_LABEL);
    for (int i = 2; isTaken(cut, others); i++) {
      String end = "-" + i;
      cut = head(whole, MAX_LABEL - end.length()) + end;
    }
    return cut;
  }

  private static String head(String text, int length) {
    return text.substring(0, Math.min(text.length(), length));
  }

  private static boolean isTaken(String label, List<Companion> others) {
    return others.stream().anyMatch(other -> other.label().equals(label));
  }
}
