package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A phone that pairs with a receiver again, which may have lost the pairing of before. */
@Timeout(60)
final class PairingAgainTest {
  @TempDir Path folder;
  private final FakeSink sink = new FakeSink("folders");
  private Bench bench;

  @BeforeEach
  void start() throws IOException {
    bench = new Bench(folder.resolve("home"), sink, options -> options);
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  private Phone again(String name, Phone... before) throws Exception {
    try (PairingOffer offer = bench.receiver.offerPairing()) {
      return Phone.pair(bench.context(), offer.code(), name, before);
    }
  }

  private List<String> names() throws IOException {
    return bench.receiver.pairings().stream().map(PairedDevice::name).toList();
  }

  /** Takes the keys of one pairing out of the home, as in a copy from before it. */
  private void lose(Phone phone) throws IOException {
    bench.close();
    try (Stream<Path> keys = Files.list(folder.resolve("home/keys"))) {
      for (Path key : keys.filter(k -> k.toString().contains(phone.id().toString())).toList()) {
        Files.delete(key);
      }
    }
    bench = new Bench(folder.resolve("home"), sink, options -> options);
  }

  private void assertTaken(Phone phone, int photo) throws Exception {
    assertInstanceOf(
        Receipt.Delivered.class,
        phone.send(bench.context(), Phone.freshId(), TestPhotos.jpeg(photo)));
  }

  @Test
  void replacesThePhoneInTheListInsteadOfAddingASecond() throws Exception {
    Phone first = bench.pair("Phone");
    Phone other = bench.pair("Other");
    Phone second = again("Phone", first);
    Phone third = again("My phone", first, second);

    assertEquals(List.of("Other", "Phone"), names());
    assertEquals(third.id(), bench.receiver.pairings().get(1).id());
    assertTaken(first, 1);
    assertTaken(third, 2);
    assertEquals(
        Set.of(first.id(), second.id(), third.id(), other.id()),
        bench.context().senders().keySet());
  }

  @Test
  void takesOverAPairingThatTheHomeDoesNotKnow() throws Exception {
    Phone lost = bench.pair("Phone");
    lose(lost);
    assertThrows(NotPairedException.class, () -> assertTaken(lost, 1));

    Phone fresh = again("Phone", lost);

    assertEquals(List.of("Phone"), names());
    assertEquals(Set.of(lost.id(), fresh.id()), bench.context().senders().keySet());
    assertEquals(
        lost.pairing().credential("direct").tokenHash(), bench.context().senders().get(lost.id()));
    assertTaken(lost, 1);
    assertTaken(fresh, 2);
  }

  @Test
  void revokingThePhoneEndsAllItsPairings() throws Exception {
    Phone lost = bench.pair("Phone");
    lose(lost);
    Phone fresh = again("Phone", lost);

    bench.receiver.revoke("Phone");

    assertEquals(List.of(), names());
    assertEquals(Set.of(), bench.context().senders().keySet());
    for (Phone phone : List.of(lost, fresh)) {
      assertThrows(NotPairedException.class, () -> assertTaken(phone, 1));
    }
  }

  /** As when another process revokes while this one writes the pairings of the device anew. */
  @Test
  void revocationCountsMoreThanAPairingThatIsWrittenAfterIt() throws Exception {
    Phone phone = bench.pair("Phone");
    Path key = folder.resolve("home/keys/pairing-" + phone.id() + ".key");
    byte[] written = Files.readAllBytes(key);
    bench.receiver.revoke("Phone");
    Files.write(key, written);

    assertEquals(List.of(), names());
    assertEquals(Set.of(), bench.context().senders().keySet());
    assertThrows(NotPairedException.class, () -> assertTaken(phone, 1));
  }

  @Test
  void doesNotBringBackOneThatWasRevoked() throws Exception {
    Phone revoked = bench.pair("Phone");
    bench.receiver.revoke("Phone");

    Phone fresh = again("Phone", revoked);

    assertEquals(List.of("Phone"), names());
    assertEquals(Set.of(fresh.id()), bench.context().senders().keySet());
    assertThrows(NotPairedException.class, () -> assertTaken(revoked, 1));
  }

  @Test
  void ofAPhoneWithoutTheKeyIsAnotherDevice() throws Exception {
    bench.pair("Phone");
    again("Phone");
    assertEquals(List.of("Phone", "Phone 2"), names());
  }

  @Test
  void outlivesARestart() throws Exception {
    Phone first = bench.pair("Phone");
    Phone second = again("Phone", first);
    lose(again("Other"));

    assertEquals(List.of("Phone"), names());
    assertTaken(first, 1);
    assertTaken(second, 2);
  }
}
