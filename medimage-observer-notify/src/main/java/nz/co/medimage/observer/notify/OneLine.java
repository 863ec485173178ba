package nz.co.medimage.observer.notify;

import nz.co.medimage.api.TextCut;

/** Makes texts of others, such as the name of a device, fit into one line of a message. */
final class OneLine {
  private static final int LONGEST = 500;

  private OneLine() {}

  /** The text on one line, and not too long. */
  static String of(String text) {
    return TextCut.line(text, LONGEST);
  }
}
