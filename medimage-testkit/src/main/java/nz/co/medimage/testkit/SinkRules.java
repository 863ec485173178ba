package nz.co.medimage.testkit;

import java.util.List;

/** The rules of {@link SinkContract}, which the Javadoc of {@code Sink} lists. */
final class SinkRules {
  static final Rule ID =
      new Rule("sink-id", "Return the same id always: 1 to 40 of a-z, 0-9 and -.");
  static final Rule OWN_ANSWER =
      new Rule("sink-own-answer", "Return a SinkReference under the sink's own id.");
  static final Rule STORED =
      new Rule(
          "sink-stored",
          "Return only when the whole photo is in the target, under the reference returned.");
  static final Rule DURABLE =
      new Rule(
          "sink-durable",
          "Force what was written to the disk before returning, as DurableFiles does.");
  static final Rule WHOLE =
      new Rule(
          "sink-whole",
          "Write aside, to a name that begins with a dot or ends in .tmp or .part, and rename the"
              + " photo when it is whole; never write to a file under its final name.");
  static final Rule LEAVES_INPUT =
      new Rule(
          "sink-leaves-input", "Copy the staged file; never move, change or delete it or others.");
  static final Rule ONCE =
      new Rule(
          "sink-once",
          "Remember each PhotoId: the same photo again is stored once, under the first reference.");
  static final Rule REMEMBERS =
      new Rule(
          "sink-remembers",
          "Keep what is remembered of each PhotoId on disk, for after a restart.");
  static final Rule CRASH =
      new Rule(
          "sink-crash",
          "Write down what is about to be stored before storing it, so that a crash anywhere leaves"
              + " no second copy.");
  static final Rule RETRY =
      new Rule(
          "sink-retry", "After a call that failed half-way, the next must store the photo, once.");
  static final Rule WHOLE_ID =
      new Rule(
          "sink-whole-id",
          "Key by the whole PhotoId: not by the envelope alone, the name or the content.");
  static final Rule KEEPS_OTHERS =
      new Rule(
          "sink-keeps-others", "Never overwrite what is there: store under a name that is free.");
  static final Rule THREADS =
      new Rule("sink-threads", "Let several threads write different photos at once.");
  static final Rule FAILS_ALOUD =
      new Rule(
          "sink-fails-aloud", "Throw if the photo could not be stored; never return a reference.");
  static final Rule TAGS =
      new Rule(
          "sink-tags",
          "Store the photo whatever its tag, or throw a PhotoRejectedException or IOException with"
              + " a sentence.");

  static final Rule UNKNOWN =
      new Rule(
          "sink-unknown",
          "After a lost answer recognise the photo, or throw an OutcomeUnknownException until it is"
              + " settled; never send it again by yourself.");
  static final Rule SETTLE =
      new Rule(
          "sink-settle",
          "Send nothing if the person found the photo in the target; file it, once, if not.");

  static final List<Rule> ALL =
      List.of(
          ID,
          OWN_ANSWER,
          STORED,
          DURABLE,
          WHOLE,
          LEAVES_INPUT,
          ONCE,
          REMEMBERS,
          CRASH,
          RETRY,
          WHOLE_ID,
          KEEPS_OTHERS,
          THREADS,
          FAILS_ALOUD,
          TAGS,
          UNKNOWN,
          SETTLE);

  private SinkRules() {}
}
