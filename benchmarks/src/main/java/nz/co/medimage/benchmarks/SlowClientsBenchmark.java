package nz.co.medimage.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.http.WireClient;
import nz.co.medimage.transport.http.v1.BearerToken;

/**
 * Slow bodies, headers and handshakes from one address, beside an honest phone: how long {@code
 * /health} and an upload of 1 MiB take then. The relay is a process of its own, whose port is the
 * argument; let it take many requests. With {@code lan} as a second argument the port is a
 * receiver's. What takes over 20 s counts as no answer.
 */
public final class SlowClientsBenchmark {
  private static final int BODIES = Integer.getInteger("bodies", 200);
  private static final int HEADERS = Integer.getInteger("headers", 25_000);
  private static final int HANDSHAKES = Integer.getInteger("handshakes", 2_000);
  private static final int SIZE = 1 << 20;
  private static final int TRIES = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final int port;
  private final Random random = new Random();
  private final WireClient client;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final List<Socket> sockets = new ArrayList<>();

  private SlowClientsBenchmark(int port) {
    this.port = port;
    this.client =
        WireClient.builder(URI.create("http://127.0.0.1:" + port), ServerTrust.platform()).build();
  }

  /** Runs it and prints a line for each attack. */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory("slow-clients-");
    SlowClientsBenchmark benchmark = new SlowClientsBenchmark(Integer.parseInt(args[0]));
    try {
      if (args.length > 1) {
        benchmark.runLan();
      } else {
        benchmark.run(work);
      }
    } finally {
      DurableFiles.deleteTree(work);
    }
    System.exit(0);
  }

  private void run(Path work) throws Exception {
    Credential phone = credential();
    enrol(List.of(phone));
    measure("nobody else", work, phone);
    // Four devices a mailbox, so that no share of a mailbox stands in the way.
    List<String> slow = new ArrayList<>();
    for (int i = 0; i < BODIES; i += 16) {
      List<Credential> devices = List.of(credential(), credential(), credential(), credential());
      enrol(devices);
      for (int j = i; j < Math.min(i + 16, BODIES); j++) {
        slow.add(begun(devices.get(j % 4)));
      }
    }
    slow.forEach(this::connect);
    measure(BODIES + " slow bodies with a checksum", work, phone);
    closeAll();
    for (int i = 0; i < HEADERS; i++) {
      connect("GET /health HTTP/1.1\r\nX-Slow: ");
    }
    measure(HEADERS + " slow headers", work, phone);
    closeAll();
  }

  /** A receiver, whose certificate nobody knows here: what it tells anybody is asked for. */
  private void runLan() throws Exception {
    System.out.printf(Locale.ROOT, "beside nobody else: asking %s%n", told(handshakes()));
    for (int i = 0; i < HANDSHAKES; i++) {
      connect("");
    }
    System.out.printf(
        Locale.ROOT, "beside %d slow handshakes: asking %s%n", HANDSHAKES, told(handshakes()));
    closeAll();
  }

  private List<Double> handshakes() throws Exception {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      all.add(millis(this::handshake));
    }
    return all;
  }

  private void handshake() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anyone()}, null);
    try (Socket socket = context.getSocketFactory().createSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 20_000);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      String ask = "OPTIONS /v1/envelopes HTTP/1.1\r\nHost: x\r\n\r\n";
      socket.getOutputStream().write(ask.getBytes(US_ASCII));
      if (socket.getInputStream().read() != 'H') {
        throw new IOException("no answer");
      }
    }
  }

  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private void closeAll() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  private Credential credential() {
    byte[] token = new byte[32];
    random.nextBytes(token);
    return new Credential(new UUID(random.nextLong(), random.nextLong()), token);
  }

  private void enrol(List<Credential> devices) throws IOException {
    Map<PairingId, TokenHash> senders = new HashMap<>();
    devices.forEach(device -> senders.put(new PairingId(device.id()), device.tokenHash()));
    try (MailboxClient mailbox = client.mailbox(credential(), UUID.randomUUID())) {
      mailbox.enrol(Optional.empty());
      mailbox.admit(senders);
    }
  }

  /** Begins an upload, and gives a request that brings one byte of it. */
  private String begun(Credential device) throws Exception {
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), random);
    String name = java.util.Base64.getEncoder().encodeToString(id.toString().getBytes(US_ASCII));
    HttpRequest create =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/envelopes"))
            .header("Tus-Resumable", "1.0.0")
            .header("Authorization", BearerToken.header(device))
            .header("Upload-Length", "1000")
            .header("Upload-Metadata", "envelope " + name)
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    http.send(create, BodyHandlers.discarding());
    return "PATCH /v1/envelopes/"
        + id
        + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        + "Content-Type: application/offset+octet-stream\r\nContent-Length: 1000\r\n"
        + "Upload-Checksum: sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\nAuthorization: "
        + BearerToken.header(device)
        + "\r\n\r\na";
  }

  private void connect(String text) {
    Socket socket = new Socket();
    sockets.add(socket);
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
      socket.getOutputStream().write(text.getBytes(US_ASCII));
    } catch (IOException e) {
      // Refused, which is as good for the others.
    }
  }

  private interface Call {
    void run() throws Exception;
  }

  private void measure(String beside, Path work, Credential phone) throws Exception {
    List<Double> health = new ArrayList<>();
    List<Double> upload = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      health.add(millis(this::askHealth));
      upload.add(millis(() -> upload(work, phone)));
    }
    System.out.printf(
        Locale.ROOT, "beside %s: health %s, upload %s%n", beside, told(health), told(upload));
  }

  private static String told(List<Double> millis) {
    Collections.sort(millis);
    long answered = millis.stream().filter(m -> m < PATIENCE.toMillis()).count();
    return String.format(
        Locale.ROOT,
        "%d of %d answered, median %.0f ms, most %.0f ms",
        answered,
        millis.size(),
        millis.get(millis.size() / 2),
        millis.get(millis.size() - 1));
  }

  private static double millis(Call call) throws Exception {
    long begun = System.nanoTime();
    Thread thread =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                try {
                  call.run();
                  return;
                } catch (Exception e) {
                  // Refused or timed out: it tries again, as phones do, only sooner.
                  pause();
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    thread.join(PATIENCE.toMillis());
    thread.interrupt();
    return (System.nanoTime() - begun) / 1e6;
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void askHealth() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/health");
    http.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.discarding());
  }

  private void upload(Path work, Credential phone) throws Exception {
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), random);
    Path file = Files.write(work.resolve(id.toString()), new byte[SIZE]);
    try (Link link = client.connect(new Route("relay", Map.of()), phone)) {
      link.upload(SealedEnvelope.of(id, file, SIZE), (sent, total) -> {});
    }
  }
}
