package nz.co.medimage.testkit;

import java.util.List;

/** The rules of {@link FilterContract}, which the Javadoc of {@code PhotoFilter} lists. */
final class FilterRules {
  static final Rule ID = new Rule("filter-id", "Return the same id always, and not a blank one.");
  static final Rule REPEATABLE =
      new Rule(
          "filter-repeatable",
          "Give the same photo the same result, whatever an earlier call left behind.");
  static final Rule LEAVES_INPUT =
      new Rule(
          "filter-leaves-input", "Write a new file beside the photo; never move or change a file.");
  static final Rule TRUTHFUL =
      new Rule(
          "filter-truthful",
          "Use withContent for a file that was rewritten, so that length and SHA-256 are its own.");
  static final Rule SAME_FOLDER =
      new Rule(
          "filter-same-folder", "Put each file that is returned into the folder of the photo.");
  static final Rule SAME_PHOTO =
      new Rule(
          "filter-same-photo",
          "Return the photo that came in, or what its with... methods make of it.");
  static final Rule COMPANIONS =
      new Rule(
          "filter-companions",
          "Give each companion a file of its own and a label that no other companion has.");
  static final Rule ANY_CONTENT =
      new Rule(
          "filter-any-content",
          "Let pass what the filter does not understand, or throw a PhotoRejectedException with a"
              + " sentence; an IOException would be tried again for ever.");
  static final Rule THREADS =
      new Rule("filter-threads", "Keep nothing of one photo where another thread can reach it.");

  static final List<Rule> ALL =
      List.of(
          ID,
          REPEATABLE,
          LEAVES_INPUT,
          TRUTHFUL,
          SAME_FOLDER,
          SAME_PHOTO,
          COMPANIONS,
          ANY_CONTENT,
          THREADS);

  private FilterRules() {}
}
