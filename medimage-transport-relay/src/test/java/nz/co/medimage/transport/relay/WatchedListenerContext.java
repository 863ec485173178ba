package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.ReceiverRun;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.testkit.FakeListenerContext;

/** A context that lets a test do something just after the list of senders was read. */
final class WatchedListenerContext implements ListenerContext, Intake {
  private final FakeListenerContext context;
  private final AtomicInteger receipts = new AtomicInteger();
  private final AtomicInteger comparisons = new AtomicInteger();
  private volatile Runnable afterSenders = () -> {};

  WatchedListenerContext(FakeListenerContext context) {
    this.context = context;
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
    Map<PairingId, TokenHash> list = context.senders();
    Runnable once = afterSenders;
    afterSenders = () -> {};
    once.run();
    return list;
  }

  @Override
  public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
    receipts.incrementAndGet();
    return context.receipt(from, id);
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
  public PairingId authenticate(Credential credential) throws IOException {
    return context.authenticate(credential);
  }

  @Override
  public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
    return context.begin(from, id, size);
  }

  @Override
  public UploadState state(PairingId from, EnvelopeId id) throws IOException {
    return context.state(from, id);
  }

  @Override
  public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
      throws IOException {
    return context.append(from, id, offset, bytes);
  }

  @Override
  public CompletionStage<byte[]> pair(String nameplate, byte[] message) {
    return context.pair(nameplate, message);
  }

  @Override
  public ReceiverRun run() {
    return context.run();
  }

  @Override
  public Secrets secrets() {
    return context.secrets();
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
    context.problem(sentence);
  }
}
