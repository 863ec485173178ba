package nz.co.medimage.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.api.transport.ReceiverRun;
import nz.co.medimage.api.transport.TokenHash;

/** A context for one credential that keeps what arrives in memory. */
final class MemoryListenerContext implements ListenerContext, Intake {
  private final Credential accepted;
  private final Map<EnvelopeId, ByteArrayOutputStream> uploads = new HashMap<>();
  private final Map<EnvelopeId, CompletableFuture<byte[]>> receipts = new HashMap<>();
  private final CountDownLatch waiting = new CountDownLatch(1);
  private boolean revoked;

  MemoryListenerContext(Credential accepted) {
    this.accepted = accepted;
  }

  synchronized byte[] received(EnvelopeId id) {
    return uploads.getOrDefault(id, new ByteArrayOutputStream()).toByteArray();
  }

  synchronized void revoke() {
    revoked = true;
  }

  void answer(EnvelopeId id, byte[] receipt) {
    future(id).complete(receipt);
  }

  void fail(EnvelopeId id, IOException failure) {
    future(id).completeExceptionally(failure);
  }

  void awaitWaiting() throws InterruptedException {
    waiting.await();
  }

  private synchronized CompletableFuture<byte[]> future(EnvelopeId id) {
    return receipts.computeIfAbsent(id, key -> new CompletableFuture<>());
  }

  @Override
  public synchronized PairingId authenticate(Credential credential) throws NotPairedException {
    if (revoked || !credential.equals(accepted)) {
      throw new NotPairedException("not paired");
    }
    return new PairingId(credential.id());
  }

  @Override
  public synchronized long begin(PairingId from, EnvelopeId id, long size) {
    return uploads.computeIfAbsent(id, key -> new ByteArrayOutputStream()).size();
  }

  @Override
  public synchronized UploadState state(PairingId from, EnvelopeId id) {
    return new UploadState(received(id).length, -1);
  }

  @Override
  public synchronized long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
      throws IOException {
    ByteArrayOutputStream upload = Objects.requireNonNull(uploads.get(id));
    if (upload.size() != offset) {
      throw new OffsetConflictException(upload.size());
    }
    bytes.transferTo(upload);
    return upload.size();
  }

  @Override
  public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
    waiting.countDown();
    return future(id);
  }

  @Override
  public CompletionStage<byte[]> pair(String nameplate, byte[] message) {
    return CompletableFuture.completedStage(message);
  }

  @Override
  public Map<PairingId, TokenHash> senders() {
    return Map.of();
  }

  @Override
  public Intake intake() {
    return this;
  }

  @Override
  public Intake intakeForAdmitted() {
    return this;
  }

  @Override
  public void problem(String sentence) {
    throw new AssertionError(sentence);
  }

  @Override
  public ReceiverRun run() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Secrets secrets() {
    throw new UnsupportedOperationException();
  }
}
