package nz.co.medimage.receiver;

import java.util.List;
import nz.co.medimage.api.TextCut;
import nz.co.medimage.api.spi.PhotoRejectedException;

/**
 * How long the texts of add-ons may be in a receipt, so that no receipt is larger than senders
 * take: {@code spec/envelope-v1.md}, section "Receipt". JSON makes of a UTF-16 unit six bytes at
 * the most.
 */
final class ReceiptTexts {
  /** The longest message, and the longest reference. */
  static final int LONGEST = 1_000;

  /** The most required sinks, each of which has its entry in a receipt. */
  static final int MOST_SINKS = 100;

  private static final int ALL_REFERENCES = 9_000;

  private ReceiptTexts() {}

  /** The longest reference in a receipt with this many. */
  static int longestOf(int references) {
    return Math.min(LONGEST, ALL_REFERENCES / Math.max(1, references));
  }

  /** Why a photo was refused, as a receipt or a record tells it. */
  static String message(PhotoRejectedException refusal) {
    return cut(String.valueOf(refusal.getMessage()), LONGEST);
  }

  /**
   * The same, and who has the photo nevertheless.
   *
   * @param filedAt the ids of the sinks that filed it
   */
  static String message(PhotoRejectedException refusal, List<String> filedAt) {
    if (filedAt.isEmpty()) {
      return message(refusal);
    }
    String reason = cut(String.valueOf(refusal.getMessage()).strip(), LONGEST / 2);
    String stop = reason.matches("(?s).*[.!?…]") ? "" : ".";
    String filed = " It was filed by " + String.join(", ", filedAt) + " nevertheless.";
    return reason + stop + cut(filed, LONGEST / 2 - 1);
  }

  /** A text of no more UTF-16 units than that; one that was longer ends in an ellipsis. */
  static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    return TextCut.head(text, longest - 1) + "…";
  }
}
