package nz.co.medimage.api;

import java.util.Objects;

/**
 * Writes ids in capitals. A letter is replaced only by the one capital that leads back to it, so
 * that no two different ids become one, as they do with {@link String#toUpperCase()}, which makes
 * {@code SS} of {@code ß}, and the plain {@code I} and {@code S} of {@code ı} and {@code ſ}.
 */
public final class Capitals {
  private Capitals() {}

  /** The text in capitals, whatever the language of the computer. */
  public static String of(String text) {
    Objects.requireNonNull(text, "text");
    StringBuilder capitals = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            letter -> {
              int capital = Character.toUpperCase(letter);
              boolean leadsBack = Character.toLowerCase(capital) == letter;
              capitals.appendCodePoint(leadsBack ? capital : letter);
            });
    return capitals.toString();
  }
}
