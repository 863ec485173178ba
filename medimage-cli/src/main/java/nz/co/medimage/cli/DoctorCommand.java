package nz.co.medimage.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.transport.http.v1.SenderPage;
import nz.co.medimage.transport.relay.RelayListener;
import nz.co.medimage.transport.wifi.WifiListener;
import nz.co.medimage.transport.wifi.WifiTransport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks what can be wrong around a home, and says what to fix. */
@Command(
    name = DoctorCommand.NAME,
    description = {
      "Checks what can be wrong around a home, and says what to fix.",
      "A receiver, sender or relay may run meanwhile. No photo is touched."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:nothing needs to be fixed", "2:something does"})
final class DoctorCommand implements Callable<Integer> {
  static final String NAME = "doctor";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String MAILBOX_IN_USE =
      "not tried, as this receiver runs: it says itself what keeps it from collecting";

  @Mixin private HomeOption home;
  @Mixin private RoutesOption routes;
  @Mixin private Output output;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      arity = "1..*",
      split = "\\|",
      description = {
        "The folders into which 'receive' files.",
        "Default: those that it has ever used."
      })
  private List<Path> targets = List.of();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "The port of the receiver or relay. Default: that of receiver.json, or else 5566, or 5567"
              + " for a relay.")
  private @Nullable Integer port;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "The address on which it listens. Default: all.")
  private @Nullable InetAddress address;

  @Option(
      names = "--relay",
      paramLabel = "URL",
      description = {
        "Check that this relay can be reached from here, such as https://relay.example",
        "For a receiver that does not run, also check that it may collect there."
      })
  private @Nullable String relayUrl;

  @Option(
      names = "--enrolment-key",
      paramLabel = "KEY",
      description = {
        "The enrolment key of that relay; use --enrolment-key-file instead.",
        "With the right key this receiver is enrolled there, if it is not yet."
      })
  private @Nullable String enrolmentKey;

  @Option(
      names = "--enrolment-key-file",
      paramLabel = "FILE",
      description = "A file whose first line is the enrolment key.")
  private @Nullable Path enrolmentKeyFile;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The --config file of 'receive'. Default: receiver.json in the home.")
  private @Nullable Path config;

  private boolean allWell = true;

  @Override
  public Integer call() throws IOException {
    Home.Kind kind;
    HomeChecks files;
    boolean running;
    try {
      kind = home.kind();
      files = new HomeChecks(home.folder(), kind);
      running = files.isRunning();
      if (kind != Home.Kind.RELAY) {
        home.passphrase();
      }
    } catch (IOException | BadInputException e) {
      tell(Check.mend("home", Errors.sentence(e)));
      return Medimage.USAGE;
    }
    Checks checks = new Checks();
    checks.add("home", () -> List.of(files.whose(running), files.room()));
    checks.add("user", () -> files.user(System.getProperty("user.name")));
    checks.add("clock", () -> List.of(files.clock(Clock.systemUTC().instant())));
    switch (kind) {
      case SENDER -> ofSender(checks);
      case RECEIVER -> ofReceiver(checks, running);
      case RELAY -> ofRelay(checks, running);
    }
    if (relayUrl != null) {
      String url = relayUrl;
      boolean collects = kind == Home.Kind.RECEIVER && !running;
      checks.add("relay", () -> collects ? collecting(url) : relay().look(url));
      if (kind == Home.Kind.RECEIVER && running) {
        checks.add("mailbox", () -> List.of(Check.ok("mailbox", MAILBOX_IN_USE)));
      }
    }
    checks.tell(PATIENCE, this::tell);
    return allWell ? Medimage.OK : Medimage.USAGE;
  }

  private RelayCheck relay() throws IOException {
    return new RelayCheck(routes.relay(), Clock.systemUTC());
  }

  /** Checks whether a receiver that does not run could collect from a relay. */
  private List<Check> collecting(String url) throws IOException {
    String key = SecretFile.or(enrolmentKeyFile, enrolmentKey);
    try (Receiver receiver = Receivers.open(home);
        RelayListener listener = routes.relay(url, key)) {
      return relay().look(url, listener, receiver.secretsOf(listener.id()));
    }
  }

  private void ofSender(Checks checks) {
    checks.add("pairings", () -> new SenderChecks(Senders.look(home)).pairings());
    checks.add("outbox", () -> overRoutes(SenderChecks::outbox));
    checks.add("routes", () -> overRoutes(SenderChecks::routes));
    addNetwork(checks);
  }

  /** Checks with transports of its own, as others may be in use meanwhile. */
  private List<Check> overRoutes(OverRoutes look) throws IOException {
    try (Transport wifi = routes.transport();
        Transport relay = routes.relay()) {
      return look.at(new SenderChecks(Senders.look(home)), List.of(wifi, relay));
    }
  }

  /** One of the checks of a sender that need transports. */
  @FunctionalInterface
  private interface OverRoutes {
    List<Check> at(SenderChecks checks, List<Transport> transports) throws IOException;
  }

  private void ofReceiver(Checks checks, boolean running) {
    checks.add("pairings", () -> List.of(devices()));
    Optional<ReceiverConfiguration> file = configuration();
    Map<String, String> texts = file.map(ReceiverFile::texts).orElse(Map.of());
    ConfigurationChecks configuration = new ConfigurationChecks(home.folder(), file);
    checks.add(ConfigurationChecks.NAME, () -> configuration.file(targets));
    checks.add("follow-ups", () -> configuration.followUps(waiting()));
    checks.add("deliveries", this::deliveries);
    checks.add("port", () -> List.of(listening(texts).look(running)));
    Path sink = FolderTargets.state(home.folder(), FolderTargets.FOLDERS);
    if (targets.isEmpty()) {
      checks.add("folder", () -> FolderCheck.everUsedBySinks(home.folder().resolve("sinks")));
    } else {
      targets.forEach(target -> checks.add("folder", () -> FolderCheck.look(target, sink)));
    }
    if (!"true".equals(texts.get("no-discovery"))) {
      addNetwork(checks);
    }
  }

  /** Checks the port that the options name, or else the file. */
  private PortCheck listening(Map<String, String> file) {
    String standard = Integer.toString(WifiListener.DEFAULT_PORT);
    int at = port(Integer.parseInt(file.getOrDefault("port", standard)));
    @Nullable String own = file.get("address");
    return new PortCheck(
        at, address == null && own != null ? OwnAddress.parse(own) : address, this::isReceiver);
  }

  /** The configuration; empty if it cannot be read, so that the other checks still run. */
  private Optional<ReceiverConfiguration> configuration() {
    try {
      Optional<Path> file = ReceiverFile.find(home.folder(), config);
      return file.isPresent() ? Optional.of(ReceiverFile.read(file.get())) : Optional.empty();
    } catch (IOException e) {
      tell(Check.mend(ConfigurationChecks.NAME, Errors.sentence(e)));
      return Optional.empty();
    }
  }

  private List<Check> deliveries() throws IOException {
    try (Receiver receiver = Receivers.open(home)) {
      return PhotoChecks.look(receiver);
    }
  }

  private Map<String, Integer> waiting() throws IOException {
    try (Receiver receiver = Receivers.open(home)) {
      return receiver.waitingFollowUps();
    }
  }

  private void ofRelay(Checks checks, boolean running) {
    checks.add("store", () -> List.of(store()));
    // What speaks TLS here has a certificate for a name of its own: its lock tells who it is.
    PortCheck listening = new PortCheck(port(Relay.DEFAULT_PORT), address, at -> running);
    checks.add("port", () -> List.of(listening.look(running)));
  }

  private void addNetwork(Checks checks) {
    if (routes.discovers()) {
      checks.add("network", () -> List.of(NetworkCheck.look()));
    }
  }

  private int port(int standard) {
    return port == null ? standard : port;
  }

  private Check devices() throws IOException {
    try (Receiver receiver = Receivers.open(home)) {
      return devices(receiver.pairings().size());
    }
  }

  static Check devices(int devices) {
    if (devices >= SenderPage.MOST_OF_A_MAILBOX) {
      return Check.mend(
          "pairings",
          devices
              + " devices are paired, and a relay lets in up to "
              + SenderPage.MOST_OF_A_MAILBOX
              + "; revoke those that are no longer used with 'pairings --revoke'");
    }
    return Check.ok(
        "pairings",
        devices == 0
            ? "no device is paired yet; 'receive --pair' shows a code"
            : "devices that may send: " + devices);
  }

  private boolean isReceiver(String at) {
    try (Transport wifi = WifiTransport.builder().withoutDiscovery().build()) {
      List<PairingLink> found = wifi.offersAt(at, "0");
      for (PairingLink link : found) {
        link.close();
      }
      return !found.isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private Check store() throws IOException {
    Path folder = home.folder().resolve("store");
    if (!SqlStore.isIn(folder)) {
      return Check.ok("store", "nothing is kept in this home; a database has a check of its own");
    }
    try (RelayStore store = SqlStore.openExisting(folder, Clock.systemUTC())) {
      store.check();
      return Check.ok("store", "it can be written to");
    }
  }

  private void tell(Check check) {
    allWell &= check.ok();
    output.line(
        (check.ok() ? "ok    " : "mend  ") + check.name() + ": " + check.sentence(),
        "check",
        "name",
        check.name(),
        "ok",
        check.ok(),
        "sentence",
        check.sentence());
  }
}
