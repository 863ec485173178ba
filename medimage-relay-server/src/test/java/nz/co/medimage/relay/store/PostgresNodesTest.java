package nz.co.medimage.relay.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Intake.UploadState;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.http.WireClient;
import nz.co.medimage.transport.http.v1.WaitingList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.postgresql.PGConnection;

/** Several nodes on one PostgreSQL, and ways to lose it. */
@Timeout(60)
final class PostgresNodesTest implements OpensStores {
  private final PostgresForTests postgres = PostgresForTests.get();
  private final String schema = postgres.freshSchema();

  @Nested
  final class TwoNodes extends StoreContract {
    private final Told otherTold = new Told();
    private RelayStore other;

    TwoNodes() {
      super(PostgresNodesTest.this);
    }

    @BeforeEach
    void openOther() throws Exception {
      other = open();
      other.onChange(otherTold);
      otherTold.awaitAnything();
      told.awaitAnything();
    }

    @AfterEach
    void closeOther() {
      other.close();
    }

    @Test
    void messageGoesOnAtTheOther() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      ByteBuffer rest = ByteBuffer.wrap(CONTENT, 1000, CONTENT.length - 1000);
      assertEquals(1000, other.begin(key(1), CONTENT.length).offset());
      assertEquals(CONTENT.length, other.append(key(1), 1000, rest).offset());
      assertArrayEquals(CONTENT, read(key(1), 0));
      other.reply(key(1), new byte[] {42});
      assertArrayEquals(new byte[] {42}, store.reply(key(1)).orElseThrow());
    }

    @Test
    void nodeIsToldOnceOfWhatItChangesItself() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      append(key(1), 1000, 2000);
      told.clear();
      store.begin(key(2), 1);
      other.append(key(2), 0, ByteBuffer.wrap(CONTENT, 0, 1));
      told.await(key(2).topic()); // all that was notified of before has come by then
      assertFalse(told.contains(key(1).topic()));
      assertTrue(otherTold.contains(key(1).topic()));
    }

    @Test
    void receiverAtTheOtherHasItWhileItIsComingIn() throws Exception {
      byte[] content = content(700_000);
      store.begin(key(1), content.length);
      try (Relay second = relay();
          MailboxClient receiver =
              WireClient.builder(
                      URI.create("http://127.0.0.1:" + second.port()), ServerTrust.platform())
                  .build()
                  .mailbox(new Credential(MAILBOX, collectToken()), new UUID(7, 7))) {
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        Thread thread = new Thread(() -> collect(receiver, read));
        thread.start();
        for (int at = 0; at < content.length; at += 100_000) {
          store.append(key(1), at, ByteBuffer.wrap(content, at, 100_000));
        }
        assertArrayEquals(content, read.get());
        thread.join();
      }
    }

    /** A node of its own, as the store that is told of changes here has no relay. */
    private Relay relay() throws IOException {
      Relay relay =
          Relay.builder(postgres.connect(schema, clock))
              .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .clock(clock)
              .accessLog(line -> {})
              .build();
      relay.start();
      return relay;
    }

    private byte[] collectToken() {
      byte[] token = new byte[32];
      token[0] = 1;
      return token;
    }

    private void collect(MailboxClient receiver, CompletableFuture<byte[]> read) {
      try {
        Optional<WaitingList> list = Optional.empty();
        while (list.isEmpty()) {
          list = receiver.waitingOrComing("0", Duration.ofSeconds(20));
        }
        try (InputStream in = receiver.read(list.get().messages().get(0), 0)) {
          read.complete(in.readAllBytes());
        }
      } catch (Throwable e) {
        read.completeExceptionally(e);
      }
    }

    @Test
    void otherIsToldOfWhatWaitsIsAnsweredAndIsRevoked() throws Exception {
      whole(1);
      otherTold.await(MAILBOX);
      store.reply(key(1), new byte[1]);
      otherTold.await(key(1).topic());
      store.drop(key(2));
      otherTold.await(key(2).topic());
      store.admit(MAILBOX, list(Map.of()));
      otherTold.await(PHONE);
    }

    @Test
    void sessionAtOneIsChallengedAtTheOther() throws Exception {
      UUID first = new UUID(6, 1);
      UUID second = new UUID(6, 2);
      store.openSession(MAILBOX, first);
      otherTold.await(MAILBOX);
      told.clear();
      assertFalse(other.openSession(MAILBOX, second));
      told.await(MAILBOX);
      store.answerChallenge(MAILBOX, first);
      assertFalse(other.takeOver(MAILBOX, second));
      other.openSession(MAILBOX, second);
      assertTrue(other.takeOver(MAILBOX, second));
      assertFalse(store.openSession(MAILBOX, first));
    }

    @Test
    void otherIsToldOfAllThatIsDroppedAtOnce() throws Exception {
      UUID offer = reserve();
      for (int i = 0; i < 50; i++) {
        store.begin(new MessageKey(MAILBOX, offer, new UUID(5, i)), 10);
      }
      store.release("417", MAILBOX);
      for (int i = 0; i < 50; i++) {
        otherTold.await(new MessageKey(MAILBOX, offer, new UUID(5, i)).topic());
      }
    }

    private UUID reserve() throws IOException {
      store.reserve("417", MAILBOX, clock.instant().plusSeconds(60));
      return store.offer("417").orElseThrow().id();
    }

    @Test
    void whatOthersSayOnTheChannelDoesNoHarm() throws Exception {
      execute("NOTIFY medimage_relay, 'what is this'; NOTIFY medimage_relay");
      whole(1);
      otherTold.await(MAILBOX);
    }

    @Test
    void restartOfTheDatabaseLosesNothingAndTellsThatSomethingMayHaveBeenMissed() throws Exception {
      store.begin(key(1), CONTENT.length);
      append(key(1), 0, 1000);
      ByteBuffer bytes = ByteBuffer.wrap(CONTENT, 1000, 500);
      postgres.stop();
      try {
        assertThrows(IOException.class, () -> store.append(key(1), 1000, bytes));
        assertEquals(1000, bytes.position());
      } finally {
        postgres.startAgain();
      }
      assertEquals(1500, repeat(() -> store.append(key(1), 1000, bytes)).offset());
      told.awaitAnything();
      otherTold.awaitAnything();
      repeat(() -> other.append(key(1), 1500, ByteBuffer.wrap(CONTENT, 1500, 298_500)));
      told.await(MAILBOX);
      assertArrayEquals(CONTENT, read(key(1), 0));
    }
  }

  /** Its number may be that of another node's process afterwards. */
  @Test
  void processOfBeforeARestartIsNoneOfItsOwn() throws Exception {
    OwnConnections source = new OwnConnections();
    source.setUrl(PostgresForTests.url(postgres.port(), schema));
    source.setUser(PostgresForTests.USER);
    Told told = new Told();
    Signals signals = PostgresSignals.start(source, told);
    try (signals;
        Connection idle = source.getConnection()) {
      told.awaitAnything();
      int process = idle.unwrap(PGConnection.class).getBackendPID();
      assertTrue(source.areServedBy(process));
      postgres.stop();
      postgres.startAgain();
      told.awaitAnything();
      assertFalse(source.areServedBy(process));
    }
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws IOException;
  }

  private static <T> T repeat(Call<T> call) {
    AtomicReference<T> result = new AtomicReference<>();
    Await.until(
        "the database answers",
        () -> {
          try {
            result.set(call.run());
            return true;
          } catch (IOException e) {
            return false;
          }
        });
    return result.get();
  }

  @Test
  void nodesThatStartAtOnceMakeTheTablesOnce() throws Exception {
    List<RelayStore> nodes =
        AtOnce.all(
            () -> postgres.connect(schema, Clock.systemUTC()),
            () -> postgres.connect(schema, Clock.systemUTC()));
    for (RelayStore node : nodes) {
      assertEquals(0, node.mailboxes());
      node.close();
    }
  }

  @Test
  void databaseOfAnEarlierRelayGoesOn() throws Exception {
    for (String file : List.of("1.sql", "1-postgresql.sql", "2.sql", "2-postgresql.sql")) {
      try (InputStream in = Schema.class.getResourceAsStream("schema/" + file)) {
        execute(new String(in.readAllBytes(), UTF_8));
      }
    }
    MessageKey key = StoreFixture.key(1);
    execute("CREATE TABLE schema_version (version integer); INSERT INTO schema_version VALUES (2)");
    execute("INSERT INTO mailbox (id, token) VALUES ('%s', '')".formatted(key.mailbox()));
    execute(
        "INSERT INTO message VALUES ('%s', '%s', '%s', 2, 2, 0, 1)"
            .formatted(key.mailbox(), key.id(), key.from()));
    execute(
        "INSERT INTO chunk VALUES ('%s', '%s', 0, '\\x0102')".formatted(key.mailbox(), key.id()));
    try (RelayStore store = postgres.connect(schema, Clock.systemUTC())) {
      assertEquals(List.of(key), StoreFixture.keys(store.waiting(key.mailbox(), "0", 1)));
      ByteBuffer into = ByteBuffer.allocate(2);
      store.read(key, 0, into);
      assertArrayEquals(new byte[] {1, 2}, into.array());
      assertTrue(store.reply(key, new byte[1]));
    }
  }

  @Test
  void storeIsNeitherMadeNorUpdatedWhereOneOfThisVersionMustBe() throws Exception {
    String url = PostgresForTests.url(postgres.port(), schema);
    Executable open =
        () -> SqlStore.connectExisting(url, PostgresForTests.USER, null, Clock.systemUTC()).close();
    assertThrows(IOException.class, open);
    execute("CREATE TABLE schema_version (version integer); INSERT INTO schema_version VALUES (2)");
    IOException e = assertThrows(IOException.class, open);
    assertTrue(e.getMessage().contains("is of version 2"), e.getMessage());
    execute("DROP TABLE schema_version");
    postgres.connect(schema, Clock.systemUTC()).close();
    assertDoesNotThrow(open);
  }

  @Override
  public RelayStore open(Clock clock) throws IOException {
    return postgres.connect(schema, clock);
  }

  @Override
  public void execute(String sql) throws SQLException {
    postgres.execute("SET search_path = " + schema + "; " + sql);
  }

  /** Among the answers that are lost are those to commits. */
  @Test
  void uploadOverAConnectionThatIsCutAgainAndAgainIsWholeAndCountedOnce() throws Exception {
    MessageKey key = new MessageKey(new UUID(1, 1), new UUID(2, 1), new UUID(3, 1));
    byte[] content = StoreFixture.content(100_000);
    try (FaultProxy proxy = FaultProxy.to(postgres.port());
        RelayStore store =
            SqlStore.connect(
                PostgresForTests.url(proxy.port(), schema),
                PostgresForTests.USER,
                null,
                Clock.systemUTC())) {
      store.enrol(key.mailbox(), StoreFixture.token(1));
      for (int i = 0; i < 12; i++) {
        proxy.next(Fault.cutFromTarget(700 + 37 * i), Fault.dropReply(2000 + 1500 * i));
        proxy.resetNow();
        long end = (i + 1L) * content.length / 12;
        repeat(() -> store.begin(key, content.length));
        UploadState state = repeat(() -> store.state(key)).orElseThrow();
        while (state.offset() < end) {
          int from = (int) state.offset();
          int length = (int) Math.min(4000, end - from);
          state = repeat(() -> store.append(key, from, ByteBuffer.wrap(content, from, length)));
        }
      }
      ByteBuffer all = ByteBuffer.allocate(content.length);
      repeat(() -> store.read(key, 0, all));
      assertArrayEquals(content, all.array());
      assertEquals(
          new Usage(content.length, content.length), repeat(() -> store.usage(key.mailbox())));
    }
  }

  @Test
  void databaseThatIsNotThereIsSaidWithoutThePassword() {
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                SqlStore.connect(
                    "jdbc:postgresql://localhost:1/relay", "me", "hush", Clock.systemUTC()));
    assertEquals("the relay's database cannot be reached (08001)", e.getMessage());
  }

  @Test
  void failureDoesNotSayWhatTheRowHolds() throws Exception {
    try (RelayStore store = postgres.connect(schema, Clock.systemUTC())) {
      postgres.execute("ALTER TABLE " + schema + ".mailbox ADD CHECK (granted < 0)");
      IOException e =
          assertThrows(IOException.class, () -> store.enrol(new UUID(1, 1), StoreFixture.token(1)));
      assertEquals("the relay's database failed (23514)", e.getMessage());
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      assertFalse(trace.toString().contains(StoreFixture.token(1).hex()));
    }
  }

  @Test
  void urlThatIsOfSomethingElseOrHoldsAPasswordIsRefused() {
    assertRefused("jdbc:h2:mem:", "the URL of the relay's database begins with jdbc:postgresql:");
    for (String url :
        List.of("//me:hush@db/relay", "//db/relay?password=hush", "//db/r?a=b&sslPassword=hush")) {
      assertRefused(
          "jdbc:postgresql:" + url,
          "the URL of the relay's database must not hold a password: give it apart from the URL");
    }
  }

  private static void assertRefused(String url, String sentence) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> SqlStore.connect(url, null, null, Clock.systemUTC()));
    assertEquals(sentence, e.getMessage());
  }
}
