package nz.co.medimage.sink.hl7;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple4;

final class AcknowledgementTest {
  private static final String HEADER = "MSH|^~\\&|A|B|C|D|2026||ACK|9|P|2.5.1\r";

  @Example
  void errorOfEachVersionIsFound() throws IOException {
    assertEquals(
        new Acknowledgement(Acknowledgement.Code.AE, "K1", Set.of("204")),
        parse(HEADER + "MSA|AE|K1\rERR||PID^1^3|204^Unknown key^HL70357|E||||text\r"));
    assertEquals(
        Set.of("204", "101"),
        parse("MSA|AE|K1|no\rERR|PID^1^3^204&Unknown key&HL70357~PV1^1^2^101").errors());
    assertEquals(Set.of("206"), parse("MSA|AE|K1||||206^Locked").errors());
    assertEquals(Set.of(), parse("MSA|AA|K1\rERR|||102|W\rERR|||103|I\rERR|||x|E").errors());
  }

  @Example
  void otherDelimitersAndLineEndsAreRead() throws IOException {
    String text = "MSH$%~!@$A\r\nMSA$AR$K2\r\nERR$a%b%c%207@x\n";
    assertEquals(
        new Acknowledgement(Acknowledgement.Code.AR, "K2", Set.of("207")),
        Acknowledgement.parse(text.getBytes(UTF_8)));
  }

  @Example
  void whatIsNoAnswerIsRefused() {
    for (String text :
        new String[] {
          "",
          "MSH",
          "MSH|^~\\&|",
          "hello",
          HEADER,
          HEADER + "MSA|XX|K",
          HEADER + "MSA",
          HEADER + "MSA|AA|K1\rMSA|AA|K2\r",
          "PID|1\r" + HEADER + "MSA|AA|K1"
        }) {
      IOException refused =
          assertThrows(IOException.class, () -> Acknowledgement.parse(text.getBytes(UTF_8)));
      assertFalse(refused.getMessage().isBlank());
    }
  }

  @Property
  void anyBytesAreAnAnswerOrRefused(@ForAll byte[] any) {
    try {
      Acknowledgement.parse(any);
    } catch (IOException e) {
      assertFalse(e.getMessage().isBlank());
    }
  }

  @Provide
  Arbitrary<Tuple4<Acknowledgement.Code, String, Set<String>, String>> answers() {
    return Arbitraries.of(Acknowledgement.Code.values())
        .flatMap(
            code ->
                Arbitraries.strings()
                    .withCharRange('A', 'Z')
                    .ofLength(20)
                    .flatMap(
                        id ->
                            Arbitraries.integers()
                                .between(100, 299)
                                .map(String::valueOf)
                                .set()
                                .ofMaxSize(4)
                                .flatMap(
                                    errors ->
                                        Arbitraries.strings()
                                            .withChars("ab |^&~\\")
                                            .ofMaxLength(9)
                                            .map(text -> Tuple.of(code, id, errors, text)))));
  }

  @Property
  void answerIsReadWhateverItsTextsAre(
      @ForAll("answers") Tuple4<Acknowledgement.Code, String, Set<String>, String> given)
      throws IOException {
    StringBuilder text = new StringBuilder("MSA|" + given.get1() + "|" + given.get2() + "\r");
    for (String error : given.get3()) {
      text.append("ERR|||").append(error).append("^x^HL70357|E|||").append(given.get4());
      text.append('\r');
    }
    text.append("NTE|1||").append(given.get4());
    assertEquals(
        new Acknowledgement(given.get1(), given.get2(), given.get3()), parse(text.toString()));
  }

  private static Acknowledgement parse(String text) throws IOException {
    String whole = text.startsWith("MSH") ? text : HEADER + text;
    return Acknowledgement.parse(whole.getBytes(UTF_8));
  }
}
