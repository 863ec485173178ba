package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.store.FilingJournal;

/**
 * What an answer means for the photo.
 *
 * @param sentence why it is not filed; it contains nothing of the answer but codes
 */
record Verdict(Kind kind, String sentence) {
  /** The receiver has the photo. */
  static final Verdict FILED = new Verdict(Kind.FILED, "");

  private static final String UNKNOWN_PATIENT = "204";
  private static final String DUPLICATE = "205";
  private static final String LOCKED = "206";
  private static final Set<String> CONFIGURATION = Set.of("200", "201", "202", "203");

  /** Of the codes in a sentence; a receiver may send any number. */
  private static final int MOST_CODES = 5;

  /** What happens to the photo. */
  enum Kind {
    /** The receiver has it. */
    FILED,
    /** The receiver does not have it now, but may take it later. */
    RETRY,
    /** The receiver does not take it, and a person must look at it. */
    REJECTED
  }

  /**
   * Decides. An error in the content (AE, CE) would come again, so a person looks at it. A
   * rejection (AR, CR) means the header or a trouble of the receiver, so the photo waits: HL7
   * version 2.4, section 2.13.1, says so.
   */
  static Verdict of(Acknowledgement answer) {
    Set<String> errors = answer.errors();
    String codes = errors.stream().sorted().limit(MOST_CODES).collect(Collectors.joining(" "));
    String said = (answer.code() + " " + codes).strip();
    return switch (answer.code()) {
      case AA, CA -> FILED;
      case AE, CE -> refused(errors, said).orElseGet(() -> erroneous(said));
      case AR, CR ->
          refused(errors, said)
              .orElseGet(() -> retry("rejects messages now", said, "the photo is sent again"));
    };
  }

  /** What a refusal means by its errors alone. */
  private static Optional<Verdict> refused(Set<String> errors, String said) {
    if (errors.equals(Set.of(DUPLICATE))) {
      return Optional.of(FILED); // no other photo has its ids
    }
    if (errors.equals(Set.of(LOCKED))) {
      return Optional.of(retry("has the patient's record locked", said, "the photo is sent again"));
    }
    if (errors.contains(UNKNOWN_PATIENT)) {
      return Optional.of(
          new Verdict(
              Kind.REJECTED,
              "The practice system does not know this photo's patient ("
                  + said
                  + "); assign the photo to the right patient or enter this one there and replay it."));
    }
    if (errors.stream().anyMatch(CONFIGURATION::contains)) {
      return Optional.of(
          retry(
              "takes no messages of this type, version or processing id",
              said,
              "change message, version or processing-id, or configure the practice system"));
    }
    return Optional.empty();
  }

  private static Verdict erroneous(String said) {
    return new Verdict(
        Kind.REJECTED,
        "The practice system found an error in this photo's HL7 message ("
            + said
            + "); its log says which.");
  }

  /**
   * Notes what became of the photo.
   *
   * @param reference what the receiver calls it, if it has it
   * @param before what the journal goes back to if the receiver did not take it: it may have taken
   *     an earlier message
   * @return the reference that counts
   * @throws IOException if the photo is to be sent again later
   * @throws PhotoRejectedException if a person must look at it
   */
  String conclude(
      FilingJournal journal, PhotoId photo, String reference, Optional<FilingJournal.Entry> before)
      throws IOException, PhotoRejectedException {
    if (kind == Kind.FILED) {
      return journal.filed(photo, reference);
    }
    journal.undo(photo, before);
    if (kind == Kind.REJECTED) {
      throw new PhotoRejectedException(sentence);
    }
    throw new IOException(sentence);
  }

  private static Verdict retry(String what, String said, String instead) {
    return new Verdict(Kind.RETRY, "the practice system " + what + " (" + said + "); " + instead);
  }
}
