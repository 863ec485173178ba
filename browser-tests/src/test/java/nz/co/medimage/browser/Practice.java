package nz.co.medimage.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.testkit.MedimageProcess;

/** A relay that serves the page, and a receiver behind it: real processes, which can be killed. */
final class Practice implements AutoCloseable {
  static final String NAME = "Surgery";

  private final Path folder;
  private final int port;
  private final List<Object> relayOptions;
  private MedimageProcess relay;
  private MedimageProcess receiver;
  private final Set<Path> forgotten = new HashSet<>();
  private String link = "";

  /** Another PC that collects from the same relay, and the link that its QR has. */
  record Pc(MedimageProcess process, Path filed, String link) implements AutoCloseable {
    int filedCount() {
      return photos(filed).size();
    }

    @Override
    public void close() {
      process.close();
    }
  }

  private Practice(Path folder, int port, List<Object> relayOptions) {
    this.folder = folder;
    this.port = port;
    this.relayOptions = relayOptions;
  }

  /** Starts both, and has the receiver show a code. */
  static Practice start(Path folder, Object... relayOptions) throws Exception {
    Practice practice = new Practice(folder, freePort(), List.of(relayOptions));
    try {
      Files.createDirectories(practice.filed());
      practice.startRelay();
      practice.startReceiver("--pair", "--link-page", "relay");
      practice.link = practice.receiver.await("Pairing link: (.*)");
      return practice;
    } catch (Exception | AssertionError e) {
      practice.close();
      throw e;
    }
  }

  /** A port that stays the same over the relay's restarts. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Path filed() {
    return folder.resolve("filed");
  }

  void startRelay() throws Exception {
    List<Object> args =
        new ArrayList<>(List.of("relay", "--home", folder.resolve("relay"), "--port", port));
    args.addAll(List.of("--address", "127.0.0.1", "--open", "--phone-page"));
    args.addAll(relayOptions);
    relay = MedimageProcess.start(args.toArray());
    relay.await("Relaying on port ([0-9]+)");
  }

  /** Starts again what a test has killed. */
  void revive() throws Exception {
    if (!relay.isRunning()) {
      startRelay();
    }
    if (!receiver.isRunning()) {
      startReceiver();
    }
  }

  void killRelay() {
    relay.kill();
  }

  void startReceiver(Object... options) throws Exception {
    List<Object> args = new ArrayList<>(List.of("receive", "--home", folder.resolve("pc")));
    args.addAll(List.of("--to", filed(), "--name", NAME, "--relay", url()));
    args.addAll(List.of("--no-discovery", "--port", 0, "--address", "127.0.0.1"));
    args.addAll(List.of(options));
    receiver = MedimageProcess.start(args.toArray());
    receiver.await("Collecting from");
  }

  /** Starts another PC, which shows a code. */
  Pc anotherPc(String name) throws Exception {
    Path filed = Files.createDirectories(folder.resolve(name));
    List<Object> args =
        new ArrayList<>(List.of("receive", "--home", folder.resolve("home " + name)));
    args.addAll(List.of("--to", filed, "--name", name, "--relay", url()));
    args.addAll(List.of("--no-discovery", "--port", 0, "--address", "127.0.0.1"));
    args.addAll(List.of("--pair", "--link-page", "relay"));
    MedimageProcess process = MedimageProcess.start(args.toArray());
    try {
      return new Pc(process, filed, process.await("Pairing link: (.*)"));
    } catch (AssertionError e) {
      process.close();
      throw e;
    }
  }

  void killReceiver() {
    receiver.kill();
  }

  /** Runs another command on the receiver's home, to its end. */
  void command(Object... args) throws Exception {
    List<Object> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--home", folder.resolve("pc")));
    try (MedimageProcess process = MedimageProcess.start(all.toArray())) {
      if (process.exit() != 0) {
        throw new AssertionError(args[0] + " failed: " + process);
      }
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The link that the QR of the receiver has. */
  String link() {
    return link;
  }

  /** The code within, as a person types it. */
  String code() {
    Matcher code = Pattern.compile("[#&]c=([^&]+)").matcher(link);
    if (!code.find()) {
      throw new AssertionError("no code in the link");
    }
    return code.group(1);
  }

  /** Forgets what is filed now: what this tells is from then on. */
  void forgetFiled() throws IOException {
    forgotten.addAll(files());
  }

  private List<Path> files() {
    return photos(filed()).stream().filter(file -> !forgotten.contains(file)).toList();
  }

  private static List<Path> photos(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A hash of each photo that is filed, sorted; one that is filed twice is there twice. */
  List<String> filedPhotos() throws IOException {
    List<String> hashes = new ArrayList<>();
    for (Path file : files()) {
      hashes.add(hash(Files.readAllBytes(file)));
    }
    return hashes.stream().sorted().toList();
  }

  int filedCount() {
    return files().size();
  }

  /** Has all phones be paired earlier; the receiver does not run meanwhile. */
  void backdatePairings(Duration by) throws IOException {
    SecretStore secrets = SecretStore.open(folder.resolve("pc/keys"));
    for (String name : secrets.names()) {
      if (name.startsWith("pairing-")) {
        String record = new String(secrets.get(name).orElseThrow(), UTF_8);
        String then = "\"pairedAt\":\"" + Instant.now().minus(by) + "\"";
        String earlier = record.replaceFirst("\"pairedAt\":\"[^\"]*\"", then);
        secrets.put(name, earlier.getBytes(UTF_8));
      }
    }
  }

  static String hash(byte[] content) {
    return HexFormat.of().formatHex(Sha256.of(content));
  }

  /** The names of the folders in which photos are filed. */
  List<String> patients() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    files().forEach(file -> names.add(filed().relativize(file).getName(0).toString()));
    return List.copyOf(names);
  }

  /** Whether nothing waits at the relay, neither whole nor in part. */
  boolean isRelayEmpty() {
    try (InputStream in = URI.create(url() + "/metrics").toURL().openStream()) {
      String text = new String(in.readAllBytes(), UTF_8);
      return text.contains("\nmedimage_relay_waiting_bytes 0.0\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (receiver != null) {
      receiver.close();
    }
    if (relay != null) {
      relay.close();
    }
  }
}
