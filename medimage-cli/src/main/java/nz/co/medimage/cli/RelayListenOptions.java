package nz.co.medimage.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import nz.co.medimage.relay.PemFiles;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.transport.http.server.PageOrigin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where and how a relay listens. */
final class RelayListenOptions {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "5567",
      description = "The port to listen on; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "Listen only on this address of this computer. Default: all.")
  private @Nullable InetAddress address;

  @Option(
      names = "--certificate",
      paramLabel = "PEM",
      description =
          "Speak TLS with this certificate, followed in the file by those of its authorities.")
  private @Nullable Path certificate;

  @Option(
      names = "--private-key",
      paramLabel = "PEM",
      description = "The private key of the certificate.")
  private @Nullable Path privateKey;

  @Option(
      names = "--behind-proxy",
      description =
          "The relay is behind a reverse proxy: take client addresses from X-Forwarded-For.")
  private boolean behindProxy;

  @Option(
      names = "--page-origin",
      paramLabel = "ORIGIN",
      split = ",",
      description = {
        "Let the web page at this origin, such as https://photos.example, send through the relay;",
        "repeatable, or several with commas between them. Default: none."
      })
  private List<String> pageOrigins = List.of();

  @Option(
      names = "--phone-page",
      description = "Serve the page for phones that need no app, at /p/.")
  private boolean phonePage;

  @Option(
      names = "--public-metrics",
      description = "Show /metrics to everybody. Default: only to this computer.")
  private boolean publicMetrics;

  @Option(
      names = "--access-log",
      description = "Print a line for each request: address, time, request and outcome.")
  private boolean accessLog;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "20000",
      description =
          "The most connections at a time; each waiting receiver has one. Default:"
              + " ${DEFAULT-VALUE}.")
  private int maxConnections;

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "The most connections of one address; ignored behind a proxy. Default:"
              + " ${DEFAULT-VALUE}.")
  private int maxConnectionsPerAddress;

  /** Refuses what cannot be. */
  void check() {
    if (port < 0 || port > 65535) {
      throw new BadInputException("a port is a number from 0 to 65535, not " + port);
    }
    if (maxConnections < 1 || maxConnectionsPerAddress < 1) {
      throw new BadInputException("a relay needs room for one connection at least");
    }
    if ((certificate == null) != (privateKey == null)) {
      throw new BadInputException("--certificate and --private-key come together");
    }
    for (String origin : pageOrigins) {
      try {
        var unused = new PageOrigin(origin.strip());
      } catch (IllegalArgumentException e) {
        throw new BadInputException(Errors.sentence(e));
      }
    }
  }

  boolean speaksTls() {
    return certificate != null;
  }

  /** Nothing if it leaves TLS to something in front of it. */
  Optional<SSLContext> tls() throws IOException {
    return certificate == null || privateKey == null
        ? Optional.empty()
        : Optional.of(PemFiles.context(certificate, privateKey));
  }

  boolean accessLog() {
    return accessLog;
  }

  /** All of it but TLS and the access log. */
  void set(Relay.Builder builder) {
    builder
        .address(
            address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port))
        .mostConnections(maxConnections)
        .mostConnectionsOfAddress(maxConnectionsPerAddress);
    if (behindProxy) {
      builder.behindProxy();
    }
    pageOrigins.forEach(origin -> builder.pageOrigin(origin.strip()));
    if (phonePage) {
      builder.phonePage();
    }
    if (publicMetrics) {
      builder.metricsForAll();
    }
  }
}
