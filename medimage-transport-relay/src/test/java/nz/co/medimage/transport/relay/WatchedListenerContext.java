package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.ReceiverRun;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.testkit.FakeListenerContext;

/** A reception that lets a test do something just after the list of senders was read. */
final class WatchedListenerContext implements ListenerContext {
  private final FakeListenerContext reception;
  private final AtomicInteger receipts = new AtomicInteger();
  private final AtomicInteger comparisons = new AtomicInteger();
  private volatile Runnable afterSenders = () -> {};

  WatchedListenerContext(FakeListenerContext reception) {
    this.reception = reception;
  }

  /** Is run once, after the next time that the list is read. */
  void afterSenders(Runnable task) {
    afterSenders = task;
  }

  /** How often a receipt was asked for. */
  int receipts() {
    return receipts.get();
  }

  @Override
  public Map<PairingId, TokenHash> senders() {
    Map<PairingId, TokenHash> list = reception.senders();
    Runnable once = afterSenders;
    afterSenders = () -> {};
    once.run();
    return list;
  }

  @Override
  public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
    receipts.incrementAndGet();
    return reception.receipt(from, id);
  }

  @Override
  public Intake intakeForAdmitted() {
    return this;
  }

  @Override
  public PairingId authenticate(Credential credential) throws IOException {
    return reception.authenticate(credential);
  }

  @Override
  public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
    return reception.begin(from, id, size);
  }

  @Override
  public UploadState state(PairingId from, EnvelopeId id) throws IOException {
    return reception.state(from, id);
  }

  @Override
  public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
      throws IOException {
    return reception.append(from, id, offset, bytes);
  }

  @Override
  public CompletionStage<byte[]> pair(String nameplate, byte[] message) {
    return reception.pair(nameplate, message);
  }

  @Override
  public ReceiverRun run() {
    return reception.run();
  }

  @Override
  public Secrets secrets() {
    return reception.secrets();
  }

  /** How often the relay's clock was compared. */
  int comparisons() {
    return comparisons.get();
  }

  @Override
  public void clockDiffers(String whose, Duration difference) {
    if (whose.equals("the relay") && difference.abs().toMinutes() < 2) {
      comparisons.incrementAndGet();
    }
  }

  @Override
  public void problem(String sentence) {
    reception.problem(sentence);
  }
}
