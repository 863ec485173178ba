package nz.co.medimage.sink.practice.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import nz.co.medimage.api.Nhi;
import nz.co.medimage.api.spi.PatientMatch;
import org.junit.jupiter.api.Test;

final class TypedIdsTest {
  private static final TypedIds NHI = TypedIds.of("nhi", false);

  private static String why(String typed) {
    return NHI.refusal(typed).flatMap(PatientMatch::why).orElse("");
  }

  @Test
  void mistypedNhiIsRefusedWithWhatIsWrong() {
    assertEquals("ZAC5362 is no NHI: its last character does not fit.", why(" zac5362 "));
    assertEquals("ZSC21TM is no NHI: its last character does not fit.", why("ZSC21TM"));
    String form =
        " is no NHI: an NHI is three letters and four digits, or three letters, two digits and two"
            + " letters, without I and O.";
    assertEquals("ZAC536X" + form, why("ZAC536X"));
    assertEquals("4711" + form, why("4711"));
    assertEquals("A B" + form, why("a\nb"));
  }

  @Test
  void nhiIsLookedUpInCapitals() {
    assertEquals(Optional.empty(), NHI.refusal("zac5361"));
    assertEquals(Optional.empty(), NHI.refusal("ZSC21TN"));
    assertEquals("ZAC5361", NHI.normalized(" zac5361\t"));
  }

  @Test
  void plainIdIsLookedUpAsItIs() {
    TypedIds plain = TypedIds.of("plain", false);
    assertEquals(Optional.empty(), plain.refusal("ZAC5362"));
    assertEquals("a b", plain.normalized(" a b "));
    assertEquals("A B", TypedIds.of("plain", true).normalized(" a b "));
  }

  @Test
  void otherIdsAreNotKnown() {
    assertEquals(
        "ids are plain or nhi",
        assertThrows(IllegalArgumentException.class, () -> TypedIds.of("ssn", false)).getMessage());
  }

  @Property
  void whateverIsTypedIsAnNhiOrRefused(@ForAll String typed) {
    Optional<PatientMatch> refusal = NHI.refusal(typed.repeat(20));
    assertTrue(refusal.orElseThrow().why().isPresent());
    assertEquals(Nhi.parse(NHI.normalized(typed)).isPresent(), NHI.refusal(typed).isEmpty());
  }

  @Test
  void idThatOnlyLooksLikeAnotherInCapitalsStaysAnother() {
    TypedIds ids = TypedIds.of("plain", true);
    assertEquals("ZAC5361", ids.normalized(" zac5361 "));
    assertEquals("ß1", ids.normalized("ß1"));
    assertEquals("ſ1", ids.normalized("ſ1"));
  }
}
