package nz.co.medimage.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/**
 * Sentences for the codes in receipts, in the language of the person who sent the photo. English
 * and German are included; a translation is one more file {@code outcomes_<language>.properties} in
 * this package. Safe for use by several threads.
 *
 * <pre>{@code
 * Receipt receipt = delivery.receipt().join();
 * if (receipt instanceof Receipt.Rejected) {
 *   show(OutcomeTexts.of((Receipt.Rejected) receipt, Locale.getDefault()));
 * }
 * }</pre>
 *
 * <p>An app that needs another language, or words of its own, switches on the codes instead: {@link
 * RejectionCode} and {@link HoldCode} are stable, and messages are not.
 */
public final class OutcomeTexts {
  private OutcomeTexts() {}

  /**
   * The sentence for a rejection code, in English if there is none in that language; empty for an
   * add-on's own code.
   */
  public static Optional<String> of(RejectionCode code, Locale locale) {
    return find("rejected." + Objects.requireNonNull(code, "code"), locale);
  }

  /** The sentence for a hold code, in English if there is none in that language. */
  public static String of(HoldCode code, Locale locale) {
    return find("held." + Objects.requireNonNull(code, "code"), locale).orElse("");
  }

  /**
   * What to show for a rejection: the sentence for its code if there is one in that language;
   * otherwise the receipt's message, which may say more than the code and is in the receiver's
   * language.
   */
  public static String of(Receipt.Rejected receipt, Locale locale) {
    return translated("rejected." + receipt.code(), locale)
        .orElseGet(() -> orElse(receipt.message(), of(receipt.code(), locale).orElse("")));
  }

  /**
   * What to show for a photo that is held: the sentence for its code if there is one in that
   * language; otherwise the receipt's message.
   */
  public static String of(Receipt.Held receipt, Locale locale) {
    return translated("held." + receipt.code(), locale)
        .orElseGet(() -> orElse(receipt.message(), of(receipt.code(), locale)));
  }

  private static String orElse(String message, String otherwise) {
    return message.isEmpty() ? otherwise : message;
  }

  private static Optional<String> find(String key, Locale locale) {
    Optional<String> translated = translated(key, locale);
    return translated.isPresent() ? translated : load("").flatMap(texts -> text(texts, key));
  }

  /** Receivers write their sentences in English, so English needs no file of its own. */
  private static Optional<String> translated(String key, Locale locale) {
    return locale.getLanguage().isEmpty()
        ? Optional.empty()
        : load("_" + locale.getLanguage()).flatMap(texts -> text(texts, key));
  }

  private static Optional<String> text(ResourceBundle texts, String key) {
    return texts.containsKey(key) ? Optional.of(texts.getString(key)) : Optional.empty();
  }

  /** By hand: {@link ResourceBundle#getBundle} falls back to the language of this machine first. */
  private static Optional<ResourceBundle> load(String suffix) {
    try (InputStream file =
        OutcomeTexts.class.getResourceAsStream("outcomes" + suffix + ".properties")) {
      return file == null
          ? Optional.empty()
          : Optional.of(
              new PropertyResourceBundle(new InputStreamReader(file, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
