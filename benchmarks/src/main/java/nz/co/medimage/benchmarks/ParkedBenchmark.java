package nz.co.medimage.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.http.WireClient;
import nz.co.medimage.transport.http.v1.BearerToken;

/**
 * Receivers that wait at one relay, and how soon those wake up to whom something is sent. The relay
 * is a process of its own, whose port and process id are the arguments; the receivers are bare
 * sockets here.
 */
public final class ParkedBenchmark {
  private static final int RECEIVERS = Integer.getInteger("receivers", 10_000);
  private static final UUID SESSION = new UUID(3, 3);
  private static final int WOKEN = 100;
  private static final int SIZE = 20_000;

  private final URI relay;
  private final Random random = new Random(5);
  private final Selector selector = Selector.open();
  private final Map<Integer, CompletableFuture<Long>> answers = new ConcurrentHashMap<>();

  private ParkedBenchmark(URI relay) throws IOException {
    this.relay = relay;
  }

  /** Runs it and prints a line. */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory("parked-benchmark-");
    try {
      new ParkedBenchmark(URI.create("http://127.0.0.1:" + args[0])).run(work, args[1]);
    } finally {
      DurableFiles.deleteTree(work);
    }
  }

  private void run(Path work, String process) throws Exception {
    WireClient client = WireClient.builder(relay, ServerTrust.platform()).build();
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < RECEIVERS; i++) {
      all.add(i);
      try (MailboxClient mailbox = client.mailbox(receiver(i), SESSION)) {
        mailbox.enrol(Optional.empty());
        if (i < WOKEN) {
          mailbox.admit(Map.of(new PairingId(phone(i).id()), phone(i).tokenHash()));
        }
      }
    }
    System.out.println("before: " + memory(process));
    Collections.shuffle(all, random);
    Thread reader = new Thread(this::read, "receivers");
    reader.setDaemon(true);
    reader.start();
    for (int i : all) {
      park(i);
    }
    System.out.println("parked: " + memory(process));
    List<Integer> chosen = new ArrayList<>(all);
    chosen.removeIf(i -> i >= WOKEN);
    List<Double> millis = new ArrayList<>();
    for (int i : chosen) {
      millis.add(wake(client, work, i));
    }
    Collections.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%d parked, %d woken: median %.1f ms, p90 %.1f ms, most %.1f ms; %s%n",
        RECEIVERS,
        WOKEN,
        millis.get(WOKEN / 2),
        millis.get(WOKEN * 9 / 10),
        millis.get(WOKEN - 1),
        memory(process));
  }

  /** From before the upload to the first byte of the answer to the receiver. */
  private double wake(WireClient client, Path work, int i) throws Exception {
    byte[] bytes = new byte[SIZE];
    random.nextBytes(bytes);
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), random);
    SealedEnvelope envelope =
        SealedEnvelope.of(id, Files.write(work.resolve(id.toString()), bytes), SIZE);
    try (Link link = client.connect(new Route("relay", Map.of()), phone(i))) {
      long begin = System.nanoTime();
      link.upload(envelope, (sent, total) -> {});
      return (answers.get(i).get() - begin) / 1e6;
    }
  }

  private void park(int i) throws IOException {
    Credential receiver = receiver(i);
    SocketChannel channel =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.getPort()));
    String request =
        "GET /v1/mailboxes/"
            + receiver.id()
            + "/waiting?after=0&wait=25 HTTP/1.1\r\nHost: relay\r\nAuthorization: "
            + BearerToken.header(receiver)
            + "\r\nMailbox-Session: "
            + SESSION
            + "\r\n\r\n";
    answers.putIfAbsent(i, new CompletableFuture<>());
    channel.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, i);
    selector.wakeup();
  }

  /** Asks again where nothing came in the time, as receivers do. */
  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try {
      while (selector.isOpen()) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          long now = System.nanoTime();
          buffer.clear();
          int count = ((SocketChannel) key.channel()).read(buffer);
          String answer = new String(buffer.array(), 0, Math.max(0, count), US_ASCII);
          if (count < 0) {
            key.cancel();
          } else if (answer.startsWith("HTTP/1.1 204")) {
            key.cancel();
            key.channel().close();
            park((Integer) key.attachment());
          } else {
            answers.get((Integer) key.attachment()).complete(now);
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      e.printStackTrace();
    }
  }

  private static Credential receiver(int i) {
    return credential(1, i);
  }

  private static Credential phone(int i) {
    return credential(2, i);
  }

  private static Credential credential(int kind, int i) {
    byte[] token = new byte[32];
    Arrays.fill(token, (byte) i);
    return new Credential(new UUID(kind, i), token);
  }

  /** What the operating system says that the relay takes up. */
  private static String memory(String process) throws IOException {
    return Files.readAllLines(Path.of("/proc", process, "status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .findFirst()
        .orElse("?");
  }
}
