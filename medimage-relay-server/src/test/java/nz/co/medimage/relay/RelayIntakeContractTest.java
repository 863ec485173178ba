package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.testkit.IntakeContract;
import nz.co.medimage.transport.http.v1.SenderPage;

/** A relay takes in what senders bring, in the receiver's place, as {@link Intake} says. */
final class RelayIntakeContractTest extends IntakeContract {
  private static final Credential MAILBOX = RelayFixture.credential(100);

  private final Waiters waiters = new Waiters(Runnable::run);
  private final RelayMetrics metrics = RelayMetrics.create();
  private final Map<PairingId, TokenHash> senders = new HashMap<>();
  private RelayStore store;

  @Override
  protected Intake open(Path folder) throws Exception {
    store = SqlStore.open(folder.resolve("relay"), Clock.systemUTC());
    store.onChange(
        new RelayStore.Listener() {
          @Override
          public void changed(UUID id) {
            waiters.changed(id);
          }

          @Override
          public void anything() {
            waiters.anything();
          }
        });
    store.enrol(MAILBOX.id(), MAILBOX.tokenHash());
    Limits limits = Limits.standard();
    Allowance allowance = new Allowance(store, limits, (mailbox, key) -> true, metrics);
    return new RelayIntake(
        store,
        Optional.empty(),
        limits,
        allowance,
        waiters,
        new ComingBytes(),
        metrics,
        Clock.systemUTC());
  }

  @Override
  protected void close() throws Exception {
    store.close();
    metrics.close();
  }

  @Override
  protected Credential pair(int device) throws IOException {
    Credential credential = RelayFixture.credential(device);
    senders.put(new PairingId(credential.id()), credential.tokenHash());
    admit();
    return credential;
  }

  @Override
  protected void revoke(Credential device) throws IOException {
    senders.remove(new PairingId(device.id()));
    admit();
  }

  private void admit() throws IOException {
    store.admit(MAILBOX.id(), new SenderPage(Optional.empty(), Optional.empty(), senders));
  }

  private static MessageKey key(Credential device, EnvelopeId id) {
    return new MessageKey(MAILBOX.id(), device.id(), id.value());
  }

  @Override
  protected void answer(Credential device, EnvelopeId id) throws IOException {
    store.reply(key(device, id), StoredReply.reply(new byte[] {1, 2, 3}));
  }

  @Override
  protected boolean lose(Credential device, EnvelopeId id) throws IOException {
    store.drop(key(device, id));
    return true;
  }

  @Override
  protected OptionalInt waiting() {
    return OptionalInt.of(waiters.count());
  }

  @Override
  protected void assertArrived(Credential device, EnvelopeId id, byte[] envelope) throws Exception {
    ByteBuffer held = ByteBuffer.allocate(envelope.length + 1);
    int read = 1;
    while (read > 0) {
      read = store.read(key(device, id), held.position(), held);
    }
    assertEquals(envelope.length, held.position(), "bytes in the mailbox");
    byte[] content = new byte[envelope.length];
    held.flip().get(content);
    assertArrayEquals(envelope, content, "the bytes in the mailbox");
  }
}
