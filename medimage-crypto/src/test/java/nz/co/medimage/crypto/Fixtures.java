package nz.co.medimage.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.crypto.envelope.EnvelopeException;

/** Two paired sides, and photos to send between them. */
final class Fixtures {
  static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final List<Route> ROUTES =
      List.of(new Route("wifi", Map.of("port", "5566", "service", "k3x")));
  static final PairingCode CODE = PairingCode.parse("7-QXKD");

  /** One pairing for the many tests that need just any: making one takes a while. */
  static final Paired PAIRED = pair();

  private Fixtures() {}

  /** Both ends of a pairing. */
  record Paired(ReceiverIdentity identity, ReceiverPairing receiver, SenderPairing sender) {
    byte[] seal(EnvelopeId id, Manifest manifest, byte[] content) throws IOException {
      ByteArrayOutputStream sealed = new ByteArrayOutputStream();
      new EnvelopeSealer(sender).seal(id, manifest, new ByteArrayInputStream(content), sealed);
      return sealed.toByteArray();
    }

    Manifest openManifest(byte[] sealed) throws IOException, EnvelopeException {
      return new EnvelopeOpener(identity).openManifest(new ByteArrayInputStream(sealed), receiver);
    }

    Opened open(byte[] sealed) throws IOException, EnvelopeException {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      Manifest manifest =
          new EnvelopeOpener(identity).open(new ByteArrayInputStream(sealed), receiver, content);
      return new Opened(manifest, content);
    }

    /** Opens it while it arrives, in blocks of random sizes of up to {@code most} bytes. */
    Opened openWhileItArrives(byte[] sealed, long seed, int most)
        throws IOException, EnvelopeException {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      Random random = new Random(seed);
      try (EnvelopeOpening opening = new EnvelopeOpener(identity).begin(receiver, content)) {
        for (int at = 0; at < sealed.length; ) {
          int n = Math.min(sealed.length - at, random.nextInt(most + 1));
          byte[] block = Arrays.copyOfRange(sealed, at, at + n);
          opening.write(block, 0, n);
          Arrays.fill(block, (byte) 0); // it is the caller's again
          at += n;
        }
        return new Opened(opening.finish(), content);
      }
    }
  }

  /** What came out of an envelope. */
  record Opened(Manifest manifest, ByteArrayOutputStream content) {}

  static Paired pair() {
    ReceiverIdentity identity = ReceiverIdentity.generate();
    ReceiverPairing[] kept = new ReceiverPairing[1];
    PairingHost host =
        new PairingHost(
            CODE,
            "Surgery",
            identity,
            () -> ROUTES,
            CLOCK,
            new SecureRandom(),
            (pairing, previous) -> kept[0] = pairing);
    PairingGuest guest = guest("7-QXKD");
    try {
      SenderPairing sender = guest.finish(host.answer(guest.proof(host.answer(guest.hello()))));
      return new Paired(identity, kept[0], sender);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static PairingGuest guest(String code) {
    return new PairingGuest(PairingCode.parse(code), "Ward phone", CLOCK, new SecureRandom());
  }

  static EnvelopeId id() {
    return EnvelopeId.create(CLOCK, new SecureRandom());
  }

  static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  static Manifest.Builder manifest(byte[] content) {
    return Manifest.builder()
        .tag(PatientTag.parse("#ZAC5361 arm"))
        .fileName("IMG_0001.JPG")
        .mediaType("image/jpeg")
        .capturedAt(OffsetDateTime.parse("2017-08-10T09:21:45+12:00"))
        .content(content.length, sha256(content))
        .deviceName("Ward phone")
        .attributes(Map.of("site", "left arm"));
  }

  static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
