package nz.co.medimage.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PairingCodeProperties {

  @Property
  void whatIsShownCanBeTyped(@ForAll long seed) {
    PairingCode code = PairingCode.generate(new Random(seed));

    assertEquals(code.text(), PairingCode.parse(code.text()).text());
    assertTrue(code.text().matches("[1-9]-[ACDEFGHJKMNPQRTUVWXY34679]{4}"));
    assertEquals(code.text().substring(0, 1), code.nameplate());
  }

  @Provide
  static Arbitrary<String> gaps() {
    return Arbitraries.of("", " ", "-", " - ", "\u2013", "\u2014", "_", "\u00a0", "\t");
  }

  @Property
  void howTheGapIsTypedIsIrrelevant(
      @ForAll long seed, @ForAll("gaps") String gap, @ForAll boolean capitals) {
    PairingCode code = PairingCode.generate(new Random(seed));
    String typed = gap + code.text().replace("-", gap) + gap;

    PairingCode parsed = PairingCode.parse(capitals ? typed : typed.toLowerCase(Locale.ROOT));

    assertEquals(code.text(), parsed.text());
  }

  @Property(tries = 2000)
  void anyTextIsReadOrRefused(@ForAll String typed) {
    try {
      assertTrue(PairingCode.parse(typed).text().matches("[1-9][0-9]{0,5}-[A-Z3-9]{4}"));
    } catch (IllegalArgumentException e) {
      assertEquals(
          "A pairing code is a number, a dash and four letters or digits, such as 7-QXKD: type it"
              + " as the receiver shows it. After the dash there is no 0 O, 1 I L, 2 Z, 5 S or 8"
              + " B.",
          e.getMessage());
    }
  }

  @Example
  void theSecretIsNotPrinted() {
    assertEquals("PairingCode[7]", PairingCode.parse("7-QXKD").toString());
  }

  @Example
  void lettersThatPeopleConfuseAreRefused() {
    for (char confusing : "01258BILOSZ".toCharArray()) {
      assertThrows(IllegalArgumentException.class, () -> PairingCode.parse("7-QXK" + confusing));
    }
  }

  @Example
  void codesDiffer() {
    Random random = new Random(1);
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      codes.add(PairingCode.generate(random).text());
    }

    assertEquals(100, codes.size());
  }
}
