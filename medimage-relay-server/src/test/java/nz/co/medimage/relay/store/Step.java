package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.transport.TokenHash;

/**
 * One step of many with a store, and what it says to it. Numbers pick from few, so that steps meet.
 *
 * @param mailbox 0 to 1
 * @param from 0 to 2 a phone, 3 to 4 the offer under a nameplate
 * @param id 0 to 2
 * @param amount 0 to 63
 */
record Step(Kind kind, int mailbox, int from, int id, int amount) {

  /** What is done; some more than once, so that they come more often. */
  enum Kind {
    ENROL,
    ADMIT,
    GRANT,
    RESERVE,
    RELEASE,
    BEGIN,
    APPEND,
    APPEND_MORE,
    FINISH,
    FINISH_MORE,
    APPEND_ELSEWHERE,
    READ,
    POLL,
    REPLY,
    DROP,
    DROP_UPLOAD,
    SWEEP,
    WAIT,
    REOPEN
  }

  /** What the store says, as something that compares; an exception by its name. */
  Object run(RelayStore store, Map<UUID, String> cursors, Instant now) {
    try {
      return say(store, cursors, now);
    } catch (IOException | RuntimeException e) {
      return e.getClass().getSimpleName();
    }
  }

  private Object say(RelayStore store, Map<UUID, String> cursors, Instant now) throws IOException {
    MessageKey key = new MessageKey(box(mailbox), from(store), new UUID(3, id));
    UUID box = key.mailbox();
    return switch (kind) {
      case ENROL -> store.enrol(box, StoreFixture.token(amount));
      case ADMIT -> done(() -> store.admit(box, StoreFixture.list(senders())));
      case GRANT -> store.grant(box, amount);
      case RESERVE -> store.reserve(nameplate(), box, now.plusSeconds(amount));
      case RELEASE -> done(() -> store.release(nameplate(), box));
      case BEGIN -> store.begin(key, 1 + amount);
      case APPEND, APPEND_MORE ->
          append(store, key, standing(store, key), Math.min(missing(store, key), amount));
      case FINISH, FINISH_MORE -> append(store, key, standing(store, key), missing(store, key));
      case APPEND_ELSEWHERE -> append(store, key, id, amount);
      case READ -> read(store, key);
      case POLL -> poll(store, cursors);
      case REPLY -> store.reply(key, content(key, amount));
      case DROP -> done(() -> store.drop(key));
      case DROP_UPLOAD -> done(() -> store.drop(key, upload(store, key)));
      case SWEEP -> done(() -> store.sweep(Duration.ofSeconds(20), Duration.ofSeconds(60)));
      case WAIT, REOPEN -> "nothing";
    };
  }

  @FunctionalInterface
  private interface Call {
    void run() throws IOException;
  }

  private static String done(Call call) throws IOException {
    call.run();
    return "done";
  }

  static UUID box(int n) {
    return new UUID(1, n);
  }

  private String nameplate() {
    return "41" + from % 2;
  }

  private UUID from(RelayStore store) throws IOException {
    return from(store, from);
  }

  private static UUID from(RelayStore store, int n) throws IOException {
    return n < 3 ? new UUID(2, n) : store.offer("41" + n % 2).map(Offer::id).orElse(new UUID(9, n));
  }

  /** Names what there is to tell of: ids of offers are random, so topics of their messages too. */
  static void name(RelayStore store, Map<UUID, String> names) throws IOException {
    for (int n = 0; n < 2; n++) {
      for (int i = 0; i < 15; i++) {
        MessageKey key = new MessageKey(box(n), from(store, i / 3), new UUID(3, i % 3));
        names.put(key.topic(), n + " " + i);
      }
    }
  }

  private Map<UUID, TokenHash> senders() {
    Map<UUID, TokenHash> senders = new HashMap<>();
    for (int n = 0; n < 3; n++) {
      if ((amount & (1 << n)) != 0) {
        senders.put(new UUID(2, n), StoreFixture.token((amount >> (3 + n)) & 1));
      }
    }
    return senders;
  }

  private static byte[] content(MessageKey key, int size) {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) (key.id().getLeastSignificantBits() * 100 + i);
    }
    return content;
  }

  private static long standing(RelayStore store, MessageKey key) throws IOException {
    return store.state(key).map(state -> state.offset()).orElse(0L);
  }

  private static int missing(RelayStore store, MessageKey key) throws IOException {
    return store.state(key).map(state -> (int) (state.size() - state.offset())).orElse(1);
  }

  private static Object append(RelayStore store, MessageKey key, long offset, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(content(key, (int) offset + length), (int) offset, length);
    return List.of(store.append(key, offset, bytes), bytes.remaining());
  }

  private Object read(RelayStore store, MessageKey key) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(amount);
    int read = store.read(key, id * 10L, into);
    return List.of(read, ByteBuffer.wrap(into.array(), 0, into.position()));
  }

  private Object poll(RelayStore store, Map<UUID, String> cursors) throws IOException {
    UUID box = box(mailbox);
    Waiting waiting = store.waiting(box, cursors.getOrDefault(box, "0"), 1 + id);
    cursors.put(box, waiting.next());
    return messages(waiting);
  }

  private static UUID upload(RelayStore store, MessageKey key) throws IOException {
    return store.waiting(key.mailbox(), "0", 100).messages().stream()
        .filter(message -> message.key().equals(key))
        .map(Waiting.Message::upload)
        .findFirst()
        .orElse(key.id());
  }

  /** Ids of offers are random: their nameplates stand for them. */
  private static List<String> messages(Waiting waiting) {
    return waiting.messages().stream()
        .map(
            message ->
                message.key().id()
                    + " of "
                    + message.size()
                    + " from "
                    + message.nameplate().orElse(sender(message.key().from())))
        .toList();
  }

  private static String sender(UUID from) {
    return from.version() == 4 ? "an offer" : from.toString();
  }

  /** All that can be asked of a store. */
  static Map<String, Object> all(RelayStore store) throws IOException {
    Map<String, Object> all = new HashMap<>();
    all.put("totals", store.totals());
    for (int from = 0; from < 5; from++) {
      UUID sender = from(store, from);
      all.put("sender " + from, store.sender(sender));
      all.put("messages " + from, store.messages(sender));
      all.put("offer " + from, store.offer("41" + from).map(o -> o.mailbox() + " " + o.until()));
    }
    for (int n = 0; n < 2; n++) {
      UUID box = box(n);
      Optional<Mailbox> mailbox = store.mailbox(box);
      all.put("mailbox " + n, mailbox);
      all.put("usage " + n, mailbox.isEmpty() ? "none" : store.usage(box));
      all.put("waiting " + n, messages(store.waiting(box, "0", 100)));
      for (int i = 0; i < 15; i++) {
        MessageKey key = new MessageKey(box, from(store, i / 3), new UUID(3, i % 3));
        all.put("state " + n + " " + i, store.state(key));
        all.put("reply " + n + " " + i, store.reply(key).map(Arrays::toString));
      }
    }
    return all;
  }
}
