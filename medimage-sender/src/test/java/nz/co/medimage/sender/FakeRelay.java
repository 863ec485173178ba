package nz.co.medimage.sender;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.testkit.LoopbackListener;
import nz.co.medimage.testkit.LoopbackNetwork;

/** Keeps envelopes until the test has a receiver collect them. */
final class FakeRelay implements Intake, AutoCloseable {
  private final LoopbackListener listener;
  private final Map<EnvelopeId, Held> all = new TreeMap<>();
  private Optional<String> refusal = Optional.empty();
  private boolean mailboxLost;
  private int asked;

  private static final class Held {
    final PairingId from;
    final long size;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CompletableFuture<byte[]> receipt = new CompletableFuture<>();

    Held(PairingId from, long size) {
      this.from = from;
      this.size = size;
    }

    boolean isWhole() {
      return bytes.size() == size;
    }
  }

  FakeRelay(LoopbackNetwork network, String address) throws IOException {
    listener = new LoopbackListener(network, address);
    listener.start(new FakeListenerContext().with(this));
  }

  synchronized void refuseAll(String sentence) {
    refusal = Optional.of(sentence);
  }

  synchronized void refuseNothing() {
    refusal = Optional.empty();
  }

  /** It begins anew, and has not heard from the receiver yet. */
  synchronized void loseMailbox() {
    mailboxLost = true;
    List<EnvelopeId> ids = List.copyOf(all.keySet());
    ids.forEach(this::lose);
  }

  synchronized void enrolAgain() {
    mailboxLost = false;
  }

  /** Its receiver wants it again. */
  synchronized void lose(EnvelopeId id) {
    Held lost = all.remove(id);
    lost.receipt.completeExceptionally(new EnvelopeLostException("The relay lost the photo."));
  }

  /** How many bytes of an envelope it has. */
  synchronized long bytesOf(EnvelopeId id) {
    return all.containsKey(id) ? all.get(id).bytes.size() : 0;
  }

  /** How often it was asked for receipts. */
  synchronized int asked() {
    return asked;
  }

  synchronized void awaitAsked(int times) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (asked < times) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new TimeoutException("asked only " + asked + " times");
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** The receiver is there and collects one. */
  void deliver(EnvelopeId id, FakeReceiver to) throws IOException {
    Held held;
    synchronized (this) {
      held = all.get(id);
    }
    byte[] sealed = held.bytes.toByteArray();
    int offset = (int) to.begin(held.from, id, held.size);
    if (offset < held.size) {
      InputStream rest = new ByteArrayInputStream(sealed, offset, sealed.length - offset);
      long unused = to.append(held.from, id, offset, rest);
    }
    held.receipt.complete(to.receipt(held.from, id).toCompletableFuture().join());
  }

  /** The receiver is there and collects all that is whole, oldest first. */
  void deliverAll(FakeReceiver to) throws IOException {
    List<EnvelopeId> ids = new ArrayList<>();
    synchronized (this) {
      all.forEach(
          (id, held) -> {
            if (held.isWhole()) {
              ids.add(id);
            }
          });
    }
    for (EnvelopeId id : ids) {
      deliver(id, to);
    }
  }

  @Override
  public synchronized PairingId authenticate(Credential credential) throws NotPairedException {
    if (mailboxLost) {
      throw new NotPairedException("The relay does not know this device.");
    }
    return new PairingId(credential.id());
  }

  @Override
  public synchronized long begin(PairingId from, EnvelopeId id, long size) throws IOException {
    if (refusal.isPresent()) {
      throw new EnvelopeDeferredException(refusal.get());
    }
    return all.computeIfAbsent(id, missing -> new Held(from, size)).bytes.size();
  }

  @Override
  public synchronized UploadState state(PairingId from, EnvelopeId id) {
    return new UploadState(all.get(id).bytes.size(), all.get(id).size);
  }

  @Override
  public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
      throws IOException {
    long stands = state(from, id).offset();
    if (stands != offset) {
      throw new OffsetConflictException(stands);
    }
    byte[] buffer = new byte[8192];
    for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
      synchronized (this) {
        all.get(id).bytes.write(buffer, 0, n);
      }
    }
    return state(from, id).offset();
  }

  @Override
  public synchronized CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
    asked++;
    notifyAll();
    Held held = all.get(id);
    return held != null
        ? held.receipt.copy()
        : CompletableFuture.failedFuture(new EnvelopeLostException("The relay lost the photo."));
  }

  @Override
  public CompletionStage<byte[]> pair(String nameplate, byte[] message) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    listener.close();
  }
}
