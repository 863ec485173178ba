package nz.co.medimage.receiver;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.EnvelopeSealer;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingGuest;
import nz.co.medimage.crypto.ReceiptCodec;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.testkit.TestPhotos;

/** A paired sender that speaks to a context directly, step by step, as a test wants it to. */
final class Phone {
  private static final int PATIENCE_SECONDS = 20;

  private final Map<EnvelopeId, byte[]> envelopes = new ConcurrentHashMap<>();
  private final Map<EnvelopeId, Manifest> manifests = new ConcurrentHashMap<>();

  private final SenderPairing pairing;

  Phone(SenderPairing pairing) {
    this.pairing = pairing;
  }

  static Phone pair(ListenerContext context, String code, String name, Phone... before)
      throws Exception {
    return greet(context, code, name, before).finish();
  }

  /** The first half of a pairing. */
  static Greeted greet(ListenerContext context, String code, String name, Phone... before)
      throws Exception {
    PairingCode parsed = PairingCode.parse(code);
    List<SenderPairing> previous = Stream.of(before).map(Phone::pairing).toList();
    PairingGuest guest =
        new PairingGuest(parsed, name, previous, Clock.systemUTC(), new SecureRandom());
    byte[] proof = guest.proof(await(context.intake().pair(parsed.nameplate(), guest.hello())));
    return () -> new Phone(guest.finish(await(context.intake().pair(parsed.nameplate(), proof))));
  }

  /** Goes on with a pairing. */
  @FunctionalInterface
  interface Greeted {
    Phone finish() throws Exception;
  }

  SenderPairing pairing() {
    return pairing;
  }

  PairingId id() {
    return pairing.id();
  }

  /** What a receiver knows a photo of this phone by. */
  PhotoId photo(EnvelopeId id) {
    return new PhotoId(id, pairing.id());
  }

  static EnvelopeId freshId() {
    return EnvelopeId.create(Clock.systemUTC(), new SecureRandom());
  }

  byte[] seal(EnvelopeId id, byte[] content) throws IOException {
    return seal(id, TestPhotos.manifest("#ZAC5361 arm", content), content);
  }

  /** Seals a photo once, as a sender does: the same one again is the same envelope. */
  byte[] seal(EnvelopeId id, Manifest manifest, byte[] content) throws IOException {
    byte[] before = envelopes.get(id);
    if (before != null && manifest.equals(manifests.get(id))) {
      return before.clone();
    }
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    new EnvelopeSealer(pairing).seal(id, manifest, new ByteArrayInputStream(content), sealed);
    envelopes.put(id, sealed.toByteArray());
    manifests.put(id, manifest);
    return sealed.toByteArray();
  }

  /** Uploads what is missing, as a sender does that knows nothing of earlier attempts. */
  void upload(ListenerContext context, EnvelopeId id, byte[] sealed) throws IOException {
    envelopes.putIfAbsent(id, sealed.clone());
    PairingId let = context.intake().authenticate(pairing.credential("direct"));
    long offset = context.intake().begin(let, id, sealed.length);
    if (offset < sealed.length) {
      int at = (int) offset;
      context
          .intake()
          .append(let, id, offset, new ByteArrayInputStream(sealed, at, sealed.length - at));
    }
  }

  CompletableFuture<byte[]> receipt(ListenerContext context, EnvelopeId id) {
    return context.intake().receipt(pairing.id(), id).toCompletableFuture();
  }

  /** Uploads and waits for the receipt. */
  Receipt send(ListenerContext context, EnvelopeId id, byte[] content) throws Exception {
    return deliver(context, id, seal(id, content));
  }

  Receipt deliver(ListenerContext context, EnvelopeId id, byte[] sealed) throws Exception {
    upload(context, id, sealed);
    return open(id, await(receipt(context, id)));
  }

  Receipt open(EnvelopeId id, byte[] receipt) throws IOException {
    try {
      byte[] sealed = envelopes.get(id);
      EnvelopePrefix prefix = EnvelopeOpener.readPrefix(new ByteArrayInputStream(sealed));
      return ReceiptCodec.open(receipt, prefix, pairing).receipt();
    } catch (EnvelopeException e) {
      throw new IllegalStateException(e);
    }
  }

  static <T> T await(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came in " + PATIENCE_SECONDS + " s", e);
    }
  }
}
