package nz.co.medimage.sender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.testkit.TestPhotos;

class EndedRecordTest {

  @Provide
  Arbitrary<EndedRecord> records() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 1 << 20),
            Arbitraries.strings().ofMaxLength(50),
            Arbitraries.longs().between(0, 1L << 50),
            Arbitraries.of(State.DELIVERED, State.HELD, State.REJECTED, State.CANCELLED),
            Arbitraries.longs().between(0, 4_000_000_000_000L),
            Arbitraries.of("TOO_OLD", "ACME.NO_CONSENT", "UNKNOWN_PATIENT"))
        .as(
            (id, to, size, outcome, at, code) ->
                new EndedRecord(
                    TestPhotos.id(id),
                    to.replaceAll("[\\ud800-\\udfff]", "?"),
                    size,
                    outcome,
                    Instant.ofEpochMilli(at),
                    outcome == State.REJECTED || outcome == State.HELD ? code : null));
  }

  @Property(tries = 300)
  void readsWhatItWrites(@ForAll("records") EndedRecord ended) throws IOException {
    assertEquals(ended, EndedRecord.ofJson(ended.toJson()));
  }

  @Property(tries = 300)
  void aTruncatedOneIsDamaged(
      @ForAll("records") EndedRecord ended, @ForAll @IntRange(min = 1, max = 40) int missing)
      throws IOException {
    byte[] json = ended.toJson();
    byte[] cut = Arrays.copyOf(json, json.length - missing);
    assertThrows(IOException.class, () -> EndedRecord.ofJson(cut));
  }

  @Property(tries = 500)
  void anythingElseIsReadOrDamagedAndNothingThird(
      @ForAll("records") EndedRecord ended,
      @ForAll @IntRange(min = 0, max = 10_000) int where,
      @ForAll byte with)
      throws IOException {
    byte[] json = ended.toJson();
    json[where % json.length] = with;
    readOrRefuse(json);
  }

  @Property(tries = 500)
  void anyBytesAreReadOrDamagedAndNothingThird(@ForAll byte[] bytes) {
    readOrRefuse(bytes);
  }

  private static void readOrRefuse(byte[] json) {
    try {
      EndedRecord.ofJson(json);
    } catch (IOException e) {
      // damaged; any other exception fails the test
    }
  }

  @Example
  void aLaterFieldIsPassedOver() throws IOException {
    EndedRecord ended =
        new EndedRecord(TestPhotos.id(1), "R", 5, State.DELIVERED, Instant.EPOCH, null);
    String json = new String(ended.toJson(), StandardCharsets.UTF_8);
    String later = json.replaceFirst("\\{", "{\"later\":[1,{\"a\":null}],");
    assertEquals(ended, EndedRecord.ofJson(later.getBytes(StandardCharsets.UTF_8)));
  }
}
