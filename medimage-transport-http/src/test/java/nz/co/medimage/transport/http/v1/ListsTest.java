package nz.co.medimage.transport.http.v1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.transport.http.v1.WaitingList.Message;

/**
 * What receivers and relays tell each other: everything comes back, and nothing breaks a reader.
 */
class ListsTest {
  private static final String ID = "7d1f0a52-0000-4000-8000-000000000001";

  @Property
  void sendersComeBack(@ForAll("senders") Map<PairingId, TokenHash> senders) {
    assertEquals(senders, SenderList.read(SenderList.write(senders)));
  }

  @Provide
  Arbitrary<Map<PairingId, TokenHash>> senders() {
    return Arbitraries.maps(
            Arbitraries.create(UUID::randomUUID).map(id -> PairingId.parse(id.toString())),
            Arbitraries.bytes().array(byte[].class).ofSize(32).map(ListsTest::hash))
        .ofMaxSize(20);
  }

  private static TokenHash hash(byte[] token) {
    return new Credential(new UUID(0, 0), token).tokenHash();
  }

  @Property
  void whatWaitsComesBack(@ForAll("lists") WaitingList list) {
    assertEquals(list, WaitingList.read(list.toJson()));
  }

  @Property
  void cutOrChangedListsAreReadOrRefused(
      @ForAll("lists") WaitingList list, @ForAll @IntRange(max = 2000) int at, @ForAll byte with) {
    byte[] json = list.toJson();
    readOrRefuse(Arrays.copyOf(json, Math.min(at, json.length)));
    json[at % json.length] = with;
    readOrRefuse(json);
  }

  @Property
  void anythingIsReadOrRefused(@ForAll byte[] text) {
    readOrRefuse(text);
  }

  private static void readOrRefuse(byte[] text) {
    for (Consumer<byte[]> reader : List.<Consumer<byte[]>>of(WaitingList::read, SenderList::read)) {
      try {
        reader.accept(text);
      } catch (IllegalArgumentException e) {
        assertNotNull(e.getMessage());
      }
    }
  }

  @Provide
  Arbitrary<WaitingList> lists() {
    Arbitrary<UUID> ids = Arbitraries.create(UUID::randomUUID);
    Arbitrary<Message> messages =
        Combinators.combine(
                ids,
                ids,
                ids,
                Arbitraries.longs().greaterOrEqual(1),
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(6).optional())
            .as(Message::new);
    Arbitrary<String> next =
        Arbitraries.strings().alpha().numeric().withChars('-').ofMinLength(1).ofMaxLength(64);
    return Combinators.combine(messages.list().ofMaxSize(5), next).as(WaitingList::new);
  }

  @Example
  void membersOfLaterVersionsArePassedOver() {
    String json =
        "{\"new\":[{\"a\":1}],\"next\":\"7\",\"messages\":[{\"x\":null,\"from\":\""
            + ID
            + "\",\"id\":\""
            + ID
            + "\",\"upload\":\""
            + ID
            + "\",\"size\":5}]}";
    UUID id = UUID.fromString(ID);
    assertEquals(
        new WaitingList(List.of(new Message(id, id, id, 5, Optional.empty())), "7"),
        WaitingList.read(json.getBytes(UTF_8)));
  }

  @Example
  void listOfSendersIsNotTooLongAndNamesEachOnce() {
    Map<PairingId, TokenHash> senders = new LinkedHashMap<>();
    for (int i = 0; i <= SenderList.MOST; i++) {
      senders.put(PairingId.parse(new UUID(1, i).toString()), hash(new byte[32]));
    }
    refused("a list has at most 1000 senders", SenderList.write(senders));
    assertFalse(SenderList.write(senders).length > Wire.MAX_LIST);
    String one = "{\"pairing\":\"" + ID + "\",\"tokenHash\":\"" + "0".repeat(64) + "\"}";
    String twice = "{\"senders\":[" + one + "," + one + "]}";
    refused("the list names a pairing twice", twice.getBytes(UTF_8));
  }

  @Example
  void listThatIsNotThereIsNoEmptyOne() {
    refused("the list of senders is missing", "{}".getBytes(UTF_8));
  }

  private static void refused(String sentence, byte[] json) {
    assertEquals(
        sentence,
        assertThrows(IllegalArgumentException.class, () -> SenderList.read(json)).getMessage());
  }
}
