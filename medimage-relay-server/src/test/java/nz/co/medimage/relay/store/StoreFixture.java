package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Intake.UploadState;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.transport.http.v1.SenderPage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store with a mailbox and a phone that may send to it. */
abstract class StoreFixture {
  static final UUID MAILBOX = new UUID(1, 1);
  static final UUID PHONE = new UUID(2, 1);
  static final byte[] CONTENT = content(300_000);

  final MutableClock clock = MutableClock.at("2026-11-24T09:00:00Z");
  final Told told = new Told();
  RelayStore store;

  /** Opens the store; what an earlier one of this test kept is there. */
  abstract RelayStore open() throws Exception;

  /** Does to the database what the store would not. */
  abstract void execute(String sql) throws Exception;

  @BeforeEach
  final void openFirst() throws Exception {
    reopen();
    store.enrol(MAILBOX, token(1));
    store.admit(MAILBOX, list(Map.of(PHONE, token(2))));
  }

  @AfterEach
  final void close() {
    store.close();
  }

  final void reopen() throws Exception {
    if (store != null) {
      store.close();
    }
    store = open();
    store.onChange(told);
  }

  static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  static TokenHash token(int seed) {
    byte[] token = new byte[32];
    token[0] = (byte) seed;
    return new Credential(new UUID(0, 0), token).tokenHash();
  }

  /** The whole list of who may send to a mailbox. */
  static SenderPage list(Map<UUID, TokenHash> senders) {
    return part(null, null, senders);
  }

  /** A part of it; null for no bound. */
  static SenderPage part(@Nullable UUID after, @Nullable UUID to, Map<UUID, TokenHash> senders) {
    Map<PairingId, TokenHash> listed = new HashMap<>();
    senders.forEach((pairing, token) -> listed.put(new PairingId(pairing), token));
    return new SenderPage(
        Optional.ofNullable(after).map(PairingId::new),
        Optional.ofNullable(to).map(PairingId::new),
        listed);
  }

  static MessageKey key(int n) {
    return new MessageKey(MAILBOX, PHONE, new UUID(3, n));
  }

  final UploadState append(MessageKey key, int from, int to) throws IOException {
    return store.append(key, from, ByteBuffer.wrap(CONTENT, from, to - from));
  }

  final MessageKey whole(int n) throws IOException {
    store.begin(key(n), CONTENT.length);
    append(key(n), 0, CONTENT.length);
    return key(n);
  }

  final byte[] read(MessageKey key, long offset) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(CONTENT.length + 1);
    int at = 0;
    for (int n = 1; n > 0; at += n) {
      n = store.read(key, offset + at, all);
    }
    byte[] bytes = new byte[at];
    all.flip().get(bytes);
    return bytes;
  }

  final List<MessageKey> waiting() throws IOException {
    return keys(store.waiting(MAILBOX, "0", 100));
  }

  final UUID upload(MessageKey key) throws IOException {
    return store.waiting(MAILBOX, "0", 100).messages().stream()
        .filter(message -> message.key().equals(key))
        .map(Waiting.Message::upload)
        .findFirst()
        .orElseThrow();
  }

  static List<MessageKey> keys(Waiting waiting) {
    return waiting.messages().stream().map(Waiting.Message::key).toList();
  }
}
