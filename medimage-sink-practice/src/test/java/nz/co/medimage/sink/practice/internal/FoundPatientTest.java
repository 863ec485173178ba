package nz.co.medimage.sink.practice.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientMatch.Kind;
import org.junit.jupiter.api.Test;

final class FoundPatientTest {
  private static final FoundPatient HERE = FoundPatient.of("4711", true, null);
  private static final FoundPatient GONE = FoundPatient.of("4711", false, null);
  private static final FoundPatient OTHER = FoundPatient.of("4712", false, null);

  @Test
  void noRecordIsNobody() {
    assertEquals(Kind.UNKNOWN, FoundPatient.match(null).kind());
  }

  @Test
  void patientIsWithThePracticeIfAllRecordsSaySo() {
    assertEquals(Optional.of("4711"), FoundPatient.match(HERE.and(HERE)).patient());
    assertEquals(Kind.INACTIVE, FoundPatient.match(HERE.and(GONE)).kind());
    assertEquals(Kind.INACTIVE, FoundPatient.match(GONE.and(HERE)).kind());
  }

  @Test
  void severalPatientsAreAmbiguousWhoeverOfThemIsActive() {
    assertEquals(Kind.AMBIGUOUS, FoundPatient.match(HERE.and(OTHER)).kind());
    assertEquals(Kind.AMBIGUOUS, FoundPatient.match(OTHER.and(HERE).and(OTHER)).kind());
  }

  @Test
  void echoIsOfTheFirstRecordThatHasOne() {
    PatientMatch match =
        FoundPatient.match(
            HERE.and(FoundPatient.of("4711", true, "P… T…"))
                .and(FoundPatient.of("4711", true, "X…")));
    assertEquals(Optional.of("P… T…"), match.echo());
  }
}
