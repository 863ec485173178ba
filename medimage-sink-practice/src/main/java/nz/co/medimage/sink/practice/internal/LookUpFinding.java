package nz.co.medimage.sink.practice.internal;

import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;

/** What a self test says of a look-up. */
public final class LookUpFinding {
  private LookUpFinding() {}

  /**
   * Says who was found.
   *
   * @param typed the id that was looked up
   * @param advice what to see to if somebody has it who was not found: one sentence
   */
  public static Finding of(String typed, PatientMatch match, String advice) {
    return switch (match.kind()) {
      case FOUND ->
          new Finding(
              Verdict.OK,
              "One patient has the id "
                  + typed
                  + match
                      .echo()
                      .map(echo -> ". With \"echo\": true the sender would see: " + echo)
                      .orElse("; there is no name for an echo."));
      case UNKNOWN -> warning(match.why().orElse("No patient has the id " + typed + ". " + advice));
      case AMBIGUOUS -> warning("Several patients have the id " + typed + ".");
      case INACTIVE ->
          warning("The patient with the id " + typed + " is no longer with the practice.");
    };
  }

  private static Finding warning(String sentence) {
    return new Finding(Verdict.WARNING, sentence);
  }
}
