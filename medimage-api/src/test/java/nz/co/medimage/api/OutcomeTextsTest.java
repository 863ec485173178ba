package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeTextsTest {
  private static final EnvelopeId ID = EnvelopeId.parse("0198c2b5-7c00-7000-8000-000000000001");
  private static final Instant AT = Instant.parse("2026-11-24T03:00:00Z");

  @Test
  void aCodeHasASentenceInTheLanguageOfTheReader() {
    assertEquals(
        Optional.of("Das Foto ist größer, als der Empfänger erlaubt."),
        OutcomeTexts.of(RejectionCode.TOO_LARGE, Locale.GERMANY));
    assertEquals(
        Optional.of("The photo is larger than the receiver takes."),
        OutcomeTexts.of(RejectionCode.TOO_LARGE, Locale.FRENCH));
  }

  @Test
  void theLanguageOfThisMachineDoesNotMatter() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertEquals(
          "A person at the practice says whose photo it is.",
          OutcomeTexts.of(HoldCode.OTHER, Locale.ENGLISH));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void eachCodeHasASentenceInEachLanguage() {
    for (Locale locale : List.of(Locale.ENGLISH, Locale.GERMAN)) {
      for (HoldCode code : HoldCode.values()) {
        assertTrue(OutcomeTexts.of(code, locale).endsWith("."), code::name);
      }
      for (RejectionCode code :
          List.of(
              RejectionCode.TYPE_NOT_ALLOWED,
              RejectionCode.TOO_LARGE,
              RejectionCode.BAD_MANIFEST,
              RejectionCode.TOO_OLD,
              RejectionCode.DEVICE_REVOKED,
              RejectionCode.NOT_CLEANED,
              RejectionCode.REFUSED)) {
        assertTrue(OutcomeTexts.of(code, locale).orElseThrow().endsWith("."), code::name);
      }
    }
  }

  @Test
  void aTranslationGoesBeforeTheSentenceThatCame() {
    Receipt.Held held = Receipt.held(ID, AT, HoldCode.UNKNOWN_PATIENT, "No such patient.");

    assertEquals("No such patient.", OutcomeTexts.of(held, Locale.ENGLISH));
    assertEquals(
        OutcomeTexts.of(HoldCode.UNKNOWN_PATIENT, Locale.GERMAN),
        OutcomeTexts.of(held, Locale.GERMAN));
  }

  @Test
  void ofACodeOfAnAddOnTheSentenceThatCameIsShown() {
    Receipt.Rejected rejected =
        Receipt.rejected(ID, AT, RejectionCode.of("ACME.NO_CONSENT"), "No consent on file.");

    assertEquals("No consent on file.", OutcomeTexts.of(rejected, Locale.GERMAN));
    assertEquals(Optional.empty(), OutcomeTexts.of(rejected.code(), Locale.ENGLISH));
  }
}
