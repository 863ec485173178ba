package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver at the sender's node has bytes before the store has, and they are not lost for it. */
@Timeout(60)
final class HandedOnTest extends RelayFixture {
  private static final int BLOCK = 256 * 1024;

  /** An append at this offset waits for {@link #goOn}, and fails then if {@link #breaks}. */
  private volatile long heldAt = -1;

  private volatile boolean breaks;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  HandedOnTest() {
    around = this::holding;
  }

  private RelayStore holding(RelayStore real) {
    return (RelayStore)
        Proxy.newProxyInstance(
            RelayStore.class.getClassLoader(),
            new Class<?>[] {RelayStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("append") && arguments[1].equals(heldAt)) {
                held.countDown();
                goOn.await();
                if (breaks) {
                  heldAt = -1;
                  throw new IOException("the store is away");
                }
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static <T> CompletableFuture<T> soon(Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(call.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private CompletableFuture<EnvelopeId> uploading(SealedEnvelope envelope) {
    return soon(
        () -> {
          sender().upload(envelope, QUIET);
          return envelope.id();
        });
  }

  private Message listed() throws IOException {
    return receiver().waitingOrComing("0", LONG).orElseThrow().messages().get(0);
  }

  private MessageKey key(SealedEnvelope envelope) {
    return new MessageKey(mailbox.id(), phone.id(), envelope.id().value());
  }

  @Test
  void allButTheLastByteIsCollectedBeforeTheEndIsStored() throws Exception {
    heldAt = 2 * BLOCK;
    SealedEnvelope envelope = envelope(SIZE);
    CompletableFuture<EnvelopeId> uploaded = uploading(envelope);
    Message message = listed();
    held.await();
    try (InputStream in = receiver().read(message, 0)) {
      assertArrayEquals(bytes(envelope, 0, SIZE - 1), ComingTest.exactly(in, SIZE - 1));
      assertEquals(2 * BLOCK, store.state(key(envelope)).orElseThrow().offset());
      assertFalse(uploaded.isDone(), "a promise before the store has it");
      CompletableFuture<Integer> last = soon(in::read);
      goOn.countDown();
      assertEquals(bytes(envelope, SIZE - 1, SIZE)[0] & 0xff, last.get());
      assertEquals(SIZE, store.state(key(envelope)).orElseThrow().offset());
    }
    uploaded.get();
    receiver().reply(message, new byte[] {42});
    assertArrayEquals(new byte[] {42}, sender().receipt(envelope.id(), LONG).orElseThrow());
    assertEquals(SIZE, store.usage(mailbox.id()).taken());
  }

  @Test
  void whoWaitsForTheRestIsToldThatItWasDropped() throws Exception {
    heldAt = 2 * BLOCK;
    SealedEnvelope envelope = envelope(SIZE);
    CompletableFuture<EnvelopeId> uploaded = uploading(envelope);
    held.await();
    try (InputStream in = receiver().read(listed(), 0)) {
      ComingTest.exactly(in, SIZE - 1);
      heldAt = -1;
      store.drop(key(envelope));
      assertThrows(IOException.class, in::read);
    }
    goOn.countDown();
    uploaded.get(); // its sender began anew
  }

  @Test
  void whatTheStoreFailsToTakeComesOnceMore() throws Exception {
    heldAt = BLOCK;
    breaks = true;
    SealedEnvelope envelope = envelope(SIZE);
    CompletableFuture<EnvelopeId> uploaded = uploading(envelope);
    Message message = listed();
    held.await();
    try (InputStream in = receiver().read(message, 0)) {
      assertArrayEquals(bytes(envelope, 0, 2 * BLOCK), ComingTest.exactly(in, 2 * BLOCK));
      goOn.countDown();
      uploaded.get(); // its sender went on from what is stored
      assertArrayEquals(bytes(envelope, 2 * BLOCK, SIZE), in.readAllBytes());
    }
  }

  @Test
  void whatWasDroppedAndComesAnewIsNotMixedWithWhatWasThere() throws Exception {
    SealedEnvelope envelope = envelope(SIZE);
    uploading(envelope).get();
    store.drop(key(envelope));
    byte[] other = new byte[SIZE];
    store.begin(key(envelope), SIZE);
    store.append(key(envelope), 0, ByteBuffer.wrap(other, 0, 1000));
    store.append(key(envelope), 1000, ByteBuffer.wrap(other, 1000, SIZE - 1000));
    try (InputStream in = receiver().read(listed(), 0)) {
      assertArrayEquals(other, in.readAllBytes());
    }
  }

  @Test
  void senderThatIsRevokedInTheMiddleIsTurnedAway() throws Exception {
    heldAt = BLOCK;
    SealedEnvelope envelope = envelope(SIZE);
    CompletableFuture<EnvelopeId> uploaded = uploading(envelope);
    held.await();
    receiver().admit(senders());
    goOn.countDown();
    Exception e = assertThrows(Exception.class, uploaded::get);
    assertEquals(NotPairedException.class, e.getCause().getClass(), "" + e);
    assertEquals(Optional.empty(), store.state(key(envelope)));
  }

  private static byte[] bytes(SealedEnvelope envelope, int from, int to) throws IOException {
    return Arrays.copyOfRange(bytes(envelope), from, to);
  }
}
