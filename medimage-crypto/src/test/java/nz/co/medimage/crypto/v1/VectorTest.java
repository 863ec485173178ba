package nz.co.medimage.crypto.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.InvalidTagException;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingUri;
import nz.co.medimage.crypto.envelope.BadManifestException;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.envelope.UnsupportedEnvelopeException;
import nz.co.medimage.crypto.v1.Vectors.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorTest {

  static Stream<Vector> goodEnvelopes() {
    return Vectors.in("envelope").filter(vector -> !vector.has("fails"));
  }

  @ParameterizedTest
  @MethodSource("goodEnvelopes")
  void goodEnvelopesOpen(Vector vector) throws Exception {
    byte[] envelope = vector.base64("envelope");
    for (Arrival arrival : Arrival.values()) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();

      Manifest manifest = open(vector, envelope, arrival, content);

      assertEquals(ManifestFormat.read(RawEnvelope.utf8(vector.text("manifest"))), manifest);
      assertEquals(vector.number("contentLength"), content.size());
      assertEquals(
          vector.text("contentSha256"),
          Vectors.Hex.encode(RawEnvelope.sha256(content.toByteArray())));
    }
    EnvelopePrefix prefix = EnvelopeOpener.readPrefix(new ByteArrayInputStream(envelope));
    assertEquals(EnvelopeId.parse(vector.text("id")), prefix.id());
    assertEquals(PairingId.parse(vector.text("pairingId")), prefix.pairing());
  }

  @Test
  void sharesAreDerivedFromThePairingKey() {
    List<Vector> withShare = goodEnvelopes().filter(vector -> vector.has("share")).toList();
    assertEquals(2, withShare.size());
    for (Vector vector : withShare) {
      byte[] id = EnvelopeId.parse(vector.text("id")).toBytes();
      assertEquals(
          vector.text("share"),
          Vectors.Hex.encode(Suite.ENVELOPE_SHARE.share(vector.hex("pairingKey"), id)));
    }
  }

  static Stream<Vector> badEnvelopes() {
    return Vectors.in("envelope").filter(vector -> vector.has("fails"));
  }

  @ParameterizedTest
  @MethodSource("badEnvelopes")
  void badEnvelopesFailInTheirCategory(Vector vector) {
    for (Arrival arrival : Arrival.values()) {
      EnvelopeException failure =
          assertThrows(
              EnvelopeException.class,
              () -> open(vector, envelope(vector), arrival, new ByteArrayOutputStream()));

      assertEquals(vector.text("fails"), category(failure), arrival.name());
    }
  }

  private static byte[] envelope(Vector vector) {
    if (vector.has("envelope")) {
      return vector.base64("envelope");
    }
    Vector whole = Vectors.read("envelope/" + vector.text("envelopeOf"));
    return Arrays.copyOf(whole.base64("envelope"), (int) vector.number("keepBytes"));
  }

  /** How the bytes of an envelope come to its reader. */
  private enum Arrival {
    FROM_A_STREAM,
    IN_BLOCKS,
    BYTE_BY_BYTE
  }

  private static Manifest open(
      Vector vector, byte[] envelope, Arrival arrival, ByteArrayOutputStream content)
      throws IOException, EnvelopeException {
    try (EnvelopeReader reader =
        new EnvelopeReader(
            HpkeKeyPair.of(vector.hex("receiverPrivateKey")),
            PairingId.parse(vector.text("pairingId")),
            vector.hex("pairingKey"),
            content)) {
      if (arrival == Arrival.FROM_A_STREAM) {
        reader.writeAll(new ByteArrayInputStream(envelope));
        return reader.finish();
      }
      int block = arrival == Arrival.BYTE_BY_BYTE ? 1 : 100_003;
      for (int at = 0; at < envelope.length; at += block) {
        reader.write(envelope, at, Math.min(block, envelope.length - at));
      }
      return reader.finish();
    }
  }

  private static String category(EnvelopeException failure) {
    if (failure instanceof DamagedEnvelopeException) {
      return EnvelopeVectors.DAMAGED;
    } else if (failure instanceof UnsupportedEnvelopeException) {
      return EnvelopeVectors.UNSUPPORTED;
    }
    assertEquals(BadManifestException.class, failure.getClass());
    return EnvelopeVectors.BAD_MANIFEST;
  }

  static Stream<Vector> receipts() {
    return Vectors.in("receipt");
  }

  @ParameterizedTest
  @MethodSource("receipts")
  void receiptsOpenOrAreRefused(Vector vector) throws Exception {
    EnvelopePrefix envelope =
        EnvelopeOpener.readPrefix(new ByteArrayInputStream(vector.base64("prefix")));
    byte[] key = vector.hex("pairingKey");
    byte[] sealed = vector.base64("sealed");
    if (vector.has("fails")) {
      assertThrows(IOException.class, () -> ReceiptFormat.open(sealed, envelope, key));
      return;
    }
    byte[] json = RawEnvelope.utf8(vector.text("receipt"));
    assertEquals(
        ReceiptFormat.open(ReceiptFormat.seal(envelope, json, key), envelope, key),
        ReceiptFormat.open(sealed, envelope, key));
  }

  static Stream<Vector> tags() {
    return Stream.of("tag/good.json", "tag/bad.json")
        .flatMap(file -> Vectors.read(file).rows("rows").stream());
  }

  @ParameterizedTest
  @MethodSource("tags")
  void tagsAreReadOrRefused(Vector row) {
    if (row.has("sentence")) {
      InvalidTagException refusal =
          assertThrows(InvalidTagException.class, () -> PatientTag.parse(row.text("typed")));
      assertEquals(row.text("sentence"), refusal.getMessage());
      return;
    }
    PatientTag tag = PatientTag.parse(row.text("typed"));
    assertEquals(row.fields().get("folders"), tag.folders());
    assertEquals(row.fields().get("words"), tag.words());
    assertEquals(row.text("text"), tag.toString());
  }

  @Test
  void pairingCodesAreReadOrRefused() {
    for (Vector row : Vectors.read("pairing-code/good.json").rows("rows")) {
      PairingCode code = PairingCode.parse(row.text("typed"));
      assertEquals(
          List.of(row.text("nameplate"), row.text("text")), List.of(code.nameplate(), code.text()));
    }
    for (Vector row : Vectors.read("pairing-code/bad.json").rows("rows")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> PairingCode.parse(row.text("typed")),
          row.text("typed"));
    }
  }

  @Test
  void pairingLinksAreReadOrRefused() {
    assertEquals(20, Vectors.read("pairing-link/good.json").rows("rows").size());
    assertEquals(34, Vectors.read("pairing-link/bad.json").rows("rows").size());
    for (Vector row : Vectors.read("pairing-link/good.json").rows("rows")) {
      PairingUri link = PairingUri.parse(row.text("link"));
      assertEquals(row.text("code"), link.code().text(), row.text("link"));
      assertEquals(row.fields().get("addresses"), link.addresses(), row.text("link"));
      assertEquals(Optional.ofNullable(row.fields().get("page")), link.page());
      assertEquals(row.text("text"), link.text());
    }
    for (Vector row : Vectors.read("pairing-link/bad.json").rows("rows")) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> PairingUri.parse(row.text("link")),
              row.text("link"));
      boolean isLater = String.valueOf(refusal.getMessage()).contains("later version");
      assertEquals(
          row.text("fails"),
          isLater ? LinkVectors.UNSUPPORTED : LinkVectors.NO_LINK,
          row.text("link"));
    }
  }

  static Stream<Vector> tokens() {
    return Vectors.in("token").flatMap(table -> table.rows("rows").stream());
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void tokensAreShownAndHashed(Vector row) {
    Credential credential =
        row.has("mailbox")
            ? new Credential(UUID.fromString(row.text("mailbox")), row.hex("token"))
            : PairingSecrets.credential(
                PairingId.parse(row.text("pairingId")),
                row.hex("pairingKey"),
                row.text("transport"));
    assertEquals(new Credential(credential.id(), row.hex("token")), credential);
    assertEquals(row.text("authorization"), VectorKeys.authorization(credential));
    assertEquals(row.text("tokenHash"), credential.tokenHash().hex());
  }

  @Test
  void sizesArePadded() {
    for (Vector row : Vectors.read("padme/sizes.json").rows("rows")) {
      assertEquals(row.number("padded"), Padme.padded(row.number("length")));
    }
  }
}
