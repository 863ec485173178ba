package nz.co.medimage.sink.practice.internal.web;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a step ended.
 *
 * @param status of the answer
 * @param sentence of the profile; null for the usual one
 * @param code by which the answer says what is wrong; null if it does not
 * @param records those in the answer that match
 * @param captured by name
 */
record Outcome(
    Meaning meaning,
    int status,
    @Nullable String sentence,
    @Nullable String code,
    List<AnswerPart> records,
    Map<String, String> captured) {

  /** Shows the meaning alone: the rest is about a patient. */
  @Override
  public String toString() {
    return "Outcome[" + meaning + "]";
  }
}
