package nz.co.medimage.observer.notify;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What is said of troubles: what happened, then what to do. */
final class Wording {
  private static final int MOST_SENTENCES = 10;

  /** Messages are read anywhere. */
  private static final String DELIVERIES = "'medimage deliveries' on the receiver's computer says";

  private final Batch batch;
  private final List<Trouble> troubles;

  private Wording(Batch batch) {
    this.batch = batch;
    troubles = batch.all();
  }

  /**
   * The sentences.
   *
   * @param isNamingPatients whether what may name a patient is said too
   */
  static String of(Batch batch, boolean isNamingPatients) {
    Wording wording = new Wording(batch);
    String what = batch.isEnd() ? wording.end() : wording.start();
    boolean isDetailed = isNamingPatients && !batch.isEnd() && !batch.kind().hasNoEnd();
    return isDetailed ? (what + " " + wording.details()).strip() : what;
  }

  private String start() {
    return switch (batch.kind()) {
      case HELD ->
          photos(
                  "is held until a person says whose it is",
                  "are held until a person says whose they are")
              + ". 'medimage deliveries --assign "
              + id()
              + " TAG' on the receiver's computer files it under the right patient.";
      case REJECTED ->
          photos("was", "were")
              + " rejected. "
              + DELIVERIES
              + " why; once that is mended, 'medimage deliveries --replay "
              + id()
              + "' tries it again.";
      case FOLLOW_UP_REJECTED ->
          batch.step()
              + " rejected "
              + those("a photo, which is", count() + " photos, which are")
              + " kept. "
              + DELIVERIES
              + " why; once that is mended, 'medimage deliveries --replay "
              + id()
              + "' tries it again. If the id is wrong, 'medimage deliveries --assign "
              + id()
              + " TAG' files it under the right patient.";
      case OUTCOME_UNKNOWN ->
          "Nobody can tell whether "
              + batch.step()
              + " has "
              + those("a photo", count() + " photos")
              + ". "
              + DELIVERIES
              + " where to look. Then record what you found with 'medimage deliveries --settle "
              + id()
              + " filed', or with 'missing' instead of 'filed'.";
      case UNAVAILABLE ->
          batch.step()
              + " cannot be used. No photo is lost, and what waits for it is tried until it works. "
              + DELIVERIES
              + " why, and so whether somebody must mend something.";
      case STUCK ->
          batch.step()
              + " has been at work on one photo for too long. Other photos continue. If that photo"
              + " does not, close the receiver and start it again.";
      case PROBLEM -> details();
    };
  }

  private String end() {
    return switch (batch.kind()) {
      case HELD -> photos("that was held is", "that were held are") + " filed.";
      case REJECTED -> photos("that was rejected is", "that were rejected are") + " filed now.";
      case FOLLOW_UP_REJECTED ->
          batch.step()
              + " now has "
              + those("the photo", "the " + count() + " photos")
              + " that it had rejected.";
      case OUTCOME_UNKNOWN ->
          "It is settled that "
              + batch.step()
              + " has "
              + those("the photo", "the " + count() + " photos")
              + ".";
      case UNAVAILABLE -> batch.step() + " works again, after " + lasted() + ".";
      case STUCK, PROBLEM -> "";
    };
  }

  private String photos(String one, String several) {
    if (troubles.size() > 1) {
      return count() + " photos " + several;
    }
    String from = troubles.get(0).from();
    return (from.isEmpty() ? "A photo " : "A photo from " + from + " ") + one;
  }

  private String count() {
    return (troubles.size() >= Troubles.MOST ? "At least " : "") + troubles.size();
  }

  private String those(String one, String several) {
    return troubles.size() == 1 ? one : several;
  }

  /** To be copied into a command, if there is one. */
  private String id() {
    return those(troubles.get(0).photo(), "ID");
  }

  private String details() {
    List<String> sentences =
        troubles.stream()
            .map(Trouble::detail)
            .filter(sentence -> !sentence.isEmpty())
            .distinct()
            .map(sentence -> sentence.matches(".*[.!?…]") ? sentence : sentence + ".")
            .toList();
    String said = sentences.stream().limit(MOST_SENTENCES).collect(Collectors.joining(" "));
    int more = sentences.size() - MOST_SENTENCES;
    return more > 0 ? said + " And " + more + " more." : said;
  }

  private String lasted() {
    Trouble trouble = troubles.get(0);
    Duration time = Duration.between(trouble.since(), batch.at()).abs();
    if (time.toHours() >= 48) {
      return time.toDays() + " days";
    }
    if (time.toMinutes() >= 120) {
      return time.toHours() + " hours";
    }
    return time.toMinutes() >= 2
        ? time.toMinutes() + " minutes"
        : Plural.of(time.toSeconds(), "second");
  }
}
