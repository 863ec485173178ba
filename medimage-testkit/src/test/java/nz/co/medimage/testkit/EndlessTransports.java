package nz.co.medimage.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.SealedEnvelope;

/** Transports that each do not end, or limit, one thing as they must. */
final class EndlessTransports {
  private EndlessTransports() {}

  /** Fails soon, as nothing in memory takes long. */
  abstract static class Broken extends TransportExamples.Sound {
    @Override
    Duration soon() {
      return Duration.ofMillis(300);
    }

    @Override
    Duration atOnce() {
      return Duration.ofMillis(100);
    }
  }

  static final class LinkStaysOpen extends Broken {
    @Override
    void closeLink(Link link) {}
  }

  static final class TransportLeavesLinksOpen extends Broken {
    @Override
    void closeSound() {}
  }

  /** Answers as if nothing had happened: its wait goes on at the closed listener. */
  static final class ListenerLeavesCallsOpen extends Broken {
    private final CountDownLatch linkClosed = new CountDownLatch(1);

    @Override
    Optional<byte[]> receipt(Link link, EnvelopeId id, Duration atMost) throws IOException {
      try {
        return link.receipt(id, atMost);
      } catch (IOException e) {
        awaitClosed();
        throw e;
      }
    }

    private void awaitClosed() throws IOException {
      try {
        linkClosed.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    void closeLink(Link link) throws IOException {
      linkClosed.countDown();
      super.closeLink(link);
    }
  }

  /** Hears neither an interrupt nor anything else until the call has ended. */
  static final class IgnoresInterrupts extends Broken {
    @Override
    void upload(Link link, SealedEnvelope envelope, Link.Progress progress) throws IOException {
      uninterrupted(
          () -> {
            link.upload(envelope, progress);
            return true;
          });
    }

    @Override
    Optional<byte[]> receipt(Link link, EnvelopeId id, Duration atMost) throws IOException {
      return uninterrupted(() -> link.receipt(id, atMost));
    }

    private static <T> T uninterrupted(Call<T> call) throws IOException {
      CompletableFuture<T> result = new CompletableFuture<>();
      Threads.daemon("uninterrupted", () -> complete(result, call));
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          // ignored: this is what is wrong with it
        } catch (ExecutionException e) {
          throw new IOException(e.getCause());
        }
      }
    }

    private static <T> void complete(CompletableFuture<T> result, Call<T> call) {
      try {
        result.complete(call.run());
      } catch (IOException | RuntimeException e) {
        result.completeExceptionally(e);
      }
    }

    private interface Call<T> {
      T run() throws IOException;
    }
  }

  /** Asks the receiver for a future more, and forgets it. */
  static final class ForgetsFutures extends Broken {
    @Override
    Optional<byte[]> receipt(Link link, EnvelopeId id, Duration atMost) throws IOException {
      var forgotten = context.intake().receipt(new PairingId(phone.id()), id);
      Optional<byte[]> receipt = link.receipt(id, atMost);
      return forgotten.toCompletableFuture().isCancelled() ? Optional.empty() : receipt;
    }
  }

  static final class WaitsInAnyCase extends Broken {
    @Override
    Optional<byte[]> receipt(Link link, EnvelopeId id, Duration atMost) throws IOException {
      return link.receipt(id, atMost.plusMillis(200));
    }
  }

  /** Listens under another name after each start. */
  static final class ForgetsWhoItIs extends Broken {
    @Override
    protected Listener restarted() throws IOException {
      return listener();
    }
  }

  static final class CutsLongMessages extends Broken {
    @Override
    List<PairingLink> offersOf(String address, String nameplate) throws IOException {
      return sound.offersAt(address, nameplate).stream().map(CutsLongMessages::cut).toList();
    }

    private static PairingLink cut(PairingLink link) {
      return new PairingLink() {
        @Override
        public byte[] exchange(byte[] message) throws IOException {
          return link.exchange(Arrays.copyOf(message, Math.min(message.length, 1024)));
        }

        @Override
        public void close() {
          link.close();
        }
      };
    }
  }
}
