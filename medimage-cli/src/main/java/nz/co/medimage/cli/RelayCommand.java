package nz.co.medimage.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import nz.co.medimage.api.file.Home;
import nz.co.medimage.relay.PemFiles;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.relay.store.RelayStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a relay until it is interrupted. */
@Command(
    name = "relay",
    description = {
      "Runs a relay until it is interrupted: it holds sealed photos for receivers that are away.",
      "Each option can also come from the environment: --max-size from MEDIMAGE_MAX_SIZE."
    },
    mixinStandardHelpOptions = true,
    subcommands = {RelayGrantCommand.class, RelayKeyCommand.class})
final class RelayCommand implements Callable<Integer> {
  @Mixin private RelayStoreOption store;
  @Mixin private RelayLimitOptions limits;
  @Mixin private Output output;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "5567",
      description = "Where it listens: ${DEFAULT-VALUE}. 0 takes any that is free.")
  private int port;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "Listen on this address of this machine only; on all if not given.")
  private @Nullable InetAddress address;

  @Option(
      names = "--certificate",
      paramLabel = "PEM",
      description = "Speak TLS with this certificate, followed by those that vouch for it.")
  private @Nullable Path certificate;

  @Option(names = "--private-key", paramLabel = "PEM", description = "The certificate's key.")
  private @Nullable Path privateKey;

  @Option(
      names = "--behind-proxy",
      description = "Believe a reverse proxy in front of it, which says whose requests they are.")
  private boolean behindProxy;

  @Option(
      names = "--public-metrics",
      description = "Show /metrics to everybody; to this machine alone if not given.")
  private boolean publicMetrics;

  @Option(
      names = "--access-log",
      description = "Print a line for each request: who, when, what, and how it went.")
  private boolean accessLog;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Connections at a time: ${DEFAULT-VALUE}. Each receiver that waits is one.")
  private int maxConnections;

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "N",
      defaultValue = "2000",
      description = "The same for one address: ${DEFAULT-VALUE}. Not looked at behind a proxy.")
  private int maxConnectionsPerAddress;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Take options that are not given here from lines such as 'port = 5567'.")
  @SuppressWarnings("unused") // Defaults reads it ahead
  private @Nullable Path config;

  @Override
  public Integer call() throws IOException {
    if (port < 0 || port > 65535) {
      throw new BadInputException("a port is a number from 0 to 65535, not " + port);
    }
    if (maxConnections < 1 || maxConnectionsPerAddress < 1) {
      throw new BadInputException("a relay needs room for one connection at least");
    }
    if ((certificate == null) != (privateKey == null)) {
      throw new BadInputException("--certificate and --private-key come together");
    }
    Home home = store.home();
    Home.Lock lock = home.lock();
    try {
      Relay relay = Errors.sayWhatIsWrong(() -> start(home));
      output.line(
          "Relaying on port " + relay.port() + (certificate == null ? "" : ", with TLS"),
          "relaying",
          "port",
          relay.port());
      if (limits.makesKey() && !isForThisMachineAlone()) {
        output.hint(
            "Receivers elsewhere need its enrolment key; 'medimage relay key' with the same"
                + " options shows it");
      }
      Interruption.await(relay::close);
    } finally {
      lock.close();
    }
    return Medimage.OK;
  }

  private boolean isForThisMachineAlone() {
    return address != null && address.isLoopbackAddress() && !behindProxy;
  }

  private Optional<String> ownKey(RelayStore opened) throws IOException {
    return limits.makesKey() ? Optional.of(RelayKeyCommand.madeOnce(opened)) : Optional.empty();
  }

  private Relay start(Home home) throws IOException {
    Clock clock = Clock.systemUTC();
    var tls =
        certificate == null || privateKey == null
            ? null
            : PemFiles.context(certificate, privateKey);
    RelayStore opened = store.open(home, clock);
    Relay.Builder builder;
    try {
      builder = Relay.builder(opened).limits(limits.limits(ownKey(opened)));
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    if (limits.makesKey()) {
      builder.openToThisMachine();
    }
    builder.address(
        address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port));
    if (tls != null) {
      builder.tls(tls);
    }
    builder
        .mostConnections(maxConnections)
        .mostConnectionsOfAddress(maxConnectionsPerAddress)
        .spool(home.folder("spool"));
    if (behindProxy) {
      builder.behindProxy();
    }
    if (publicMetrics) {
      builder.metricsForAll();
    }
    if (accessLog) {
      builder.accessLog(line -> output.line(line, "access", "line", line));
    }
    return builder.start();
  }
}
