package nz.co.medimage.testkit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.testkit.LoopbackNetwork.Call;

/** One sender's route to one receiver of a {@link LoopbackNetwork}. */
final class LoopbackLink implements Link {
  private final LoopbackNetwork network;
  private final Route route;
  private final String address;
  private final Credential credential;
  private final CompletableFuture<Object> closed = new CompletableFuture<>();

  LoopbackLink(LoopbackNetwork network, Route route, String address, Credential credential) {
    this.network = network;
    this.route = route;
    this.address = address;
    this.credential = credential;
  }

  @Override
  public Route route() {
    return route;
  }

  @Override
  public void upload(SealedEnvelope envelope, Progress progress) throws IOException {
    long offset = call(Call.BEGIN, (to, from) -> to.begin(from, envelope.id(), envelope.size()));
    progress.sent(offset, envelope.size());
    while (offset < envelope.size()) {
      long at = offset;
      try {
        offset = call(Call.APPEND, (to, from) -> append(to, from, envelope, at, progress));
        if (offset <= at) {
          throw new IOException("the sealed file ends before its size is reached");
        }
      } catch (OffsetConflictException e) {
        if (e.offset() <= at) {
          throw e;
        }
        offset = e.offset();
      }
    }
  }

  private long append(
      Intake to, PairingId from, SealedEnvelope envelope, long offset, Progress progress)
      throws IOException {
    try (InputStream sealed = envelope.open(offset)) {
      InputStream bytes = new Wire(sealed, envelope.size(), offset, progress);
      return to.append(from, envelope.id(), offset, bytes);
    }
  }

  @Override
  public Optional<byte[]> receipt(EnvelopeId id, Duration atMost) throws IOException {
    CompletableFuture<Object> stopped = network.listener(address).stopped();
    return call(
        Call.RECEIPT,
        (to, from) -> await(to.receipt(from, id).toCompletableFuture(), stopped, atMost));
  }

  private Optional<byte[]> await(
      CompletableFuture<byte[]> receipt, CompletableFuture<Object> stopped, Duration atMost)
      throws IOException {
    try {
      return Stages.await(CompletableFuture.anyOf(receipt, closed, stopped), atMost)
          .map(first -> ((byte[]) first).clone());
    } finally {
      receipt.cancel(false);
    }
  }

  private <T> T call(Call kind, AtReceiver<T> action) throws IOException {
    return network.carry(
        kind,
        () -> {
          if (closed.isDone()) {
            throw new IOException("the link is closed");
          }
          Intake to = network.listener(address).intake();
          return action.run(to, to.authenticate(credential));
        });
  }

  @Override
  public void close() {
    closed.completeExceptionally(new IOException("the link was closed"));
  }

  @FunctionalInterface
  private interface AtReceiver<T> {
    T run(Intake to, PairingId from) throws IOException;
  }

  /** The bytes as they travel: tells the progress, and breaks where the network is to cut. */
  private final class Wire extends FilterInputStream {
    private final long size;
    private final long cutAt;
    private final Progress progress;
    private long position;

    Wire(InputStream in, long size, long position, Progress progress) {
      super(in);
      this.size = size;
      this.position = position;
      this.progress = progress;
      long cut = network.takeCut();
      cutAt = cut < 0 ? Long.MAX_VALUE : position + cut;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int start, int length) throws IOException {
      if (closed.isDone()) {
        throw new IOException("the link was closed");
      }
      if (position >= cutAt) {
        throw new IOException("the connection was reset");
      }
      int n = in.read(buffer, start, (int) Math.min(length, cutAt - position));
      if (n > 0) {
        position += n;
        progress.sent(position, size);
      }
      return n;
    }
  }
}
