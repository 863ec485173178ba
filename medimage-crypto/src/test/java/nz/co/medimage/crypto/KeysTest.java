package nz.co.medimage.crypto;

import static nz.co.medimage.crypto.Fixtures.PAIRED;
import static nz.co.medimage.crypto.Fixtures.content;
import static nz.co.medimage.crypto.Fixtures.id;
import static nz.co.medimage.crypto.Fixtures.manifest;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Route;
import org.junit.jupiter.api.Test;

class KeysTest {

  @Test
  void whatWasStoredWorksOn() throws Exception {
    Fixtures.Paired restored =
        new Fixtures.Paired(
            ReceiverIdentity.ofBytes(PAIRED.identity().toBytes()),
            ReceiverPairing.ofBytes(PAIRED.receiver().toBytes()),
            SenderPairing.ofBytes(PAIRED.sender().toBytes()));
    byte[] content = content(1000);

    byte[] sealed = restored.seal(id(), manifest(content).build(), content);

    assertArrayEquals(content, PAIRED.open(sealed).content().toByteArray());
    assertArrayEquals(content, restored.open(sealed).content().toByteArray());
    assertEquals(PAIRED.sender().routes(), restored.sender().routes());
    assertEquals(PAIRED.sender().receiverName(), restored.sender().receiverName());
    assertEquals(PAIRED.receiver().pairedAt(), restored.receiver().pairedAt());
  }

  @Test
  void damageIsSaid() {
    for (byte[] damaged : List.of(new byte[0], bytes("{}"), bytes("{\"format\":1}"), bytes("x"))) {
      assertThrows(IOException.class, () -> ReceiverIdentity.ofBytes(damaged));
      assertThrows(IOException.class, () -> ReceiverPairing.ofBytes(damaged));
      assertThrows(IOException.class, () -> SenderPairing.ofBytes(damaged));
    }
    IOException failure =
        assertThrows(IOException.class, () -> ReceiverIdentity.ofBytes(bytes("{\"format\":1}")));
    assertEquals("a key is damaged: privateKey is missing", failure.getMessage());
  }

  @Test
  void aLaterFormatIsSaid() {
    IOException failure =
        assertThrows(IOException.class, () -> ReceiverPairing.ofBytes(bytes("{\"format\":2}")));

    assertEquals(
        "a key was written by a later version of MedImage; use that one", failure.getMessage());
  }

  @Test
  void aPhoneIsLetInByItsOwnTokenOnly() {
    Credential own = PAIRED.sender().credential("wifi");
    Credential none = new Credential(PAIRED.receiver().id().value(), new byte[32]);
    Credential others = Fixtures.pair().sender().credential("wifi");

    assertTrue(PAIRED.receiver().accepts(own, "wifi"));
    assertFalse(PAIRED.receiver().accepts(own, "relay"));
    assertFalse(PAIRED.receiver().accepts(none, "wifi"));
    assertFalse(PAIRED.receiver().accepts(others, "wifi"));
    assertEquals(own.tokenHash(), PAIRED.receiver().tokenHash("wifi"));
  }

  @Test
  void namesAndRoutesCanBeReplaced() {
    List<Route> routes = List.of(new Route("relay", Map.of("url", "https://relay.example")));

    assertEquals(routes, PAIRED.sender().withRoutes(routes).routes());
    assertEquals(PAIRED.sender().id(), PAIRED.sender().withRoutes(routes).id());
    assertEquals("Ward phone 2", PAIRED.receiver().withDeviceName("Ward phone 2").deviceName());
    assertTrue(
        PAIRED.receiver().withDeviceName("x").accepts(PAIRED.sender().credential("wifi"), "wifi"));
  }

  @Test
  void secretsAreNotPrinted() {
    String key = Base64.getEncoder().encodeToString(PAIRED.sender().key());
    String stored = new String(PAIRED.sender().toBytes(), StandardCharsets.UTF_8);
    assertTrue(stored.contains(key));

    for (Object secret : List.of(PAIRED.identity(), PAIRED.receiver(), PAIRED.sender())) {
      assertTrue(secret.toString().matches("[a-zA-Z.]+@[0-9a-f]+"));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
