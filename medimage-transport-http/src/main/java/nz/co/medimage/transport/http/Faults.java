package nz.co.medimage.transport.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Says what went wrong on the way to a server, and what a person can do about it. */
final class Faults {
  private static final Pattern NAMES = Pattern.compile("subjectAltNames: \\[(.*)]");
  private static final Pattern REFUSED_BY_PROXY =
      Pattern.compile("Unexpected response code for CONNECT: ([0-9]+)");
  private static final int WANTS_LOGIN = 511;
  private static final int LONGEST_NAMES = 120;

  private Faults() {}

  /**
   * One sentence on a call that failed.
   *
   * @param server as a person would write it down
   */
  static String sentence(String server, HttpUrl base, IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      Optional<String> known = known(server, base, cause);
      if (known.isPresent()) {
        return known.get();
      }
    }
    boolean silent =
        e instanceof ConnectException
            || e instanceof InterruptedIOException
            || e instanceof NoRouteToHostException;
    return silent ? server + " does not answer" : "The connection to " + server + " broke off";
  }

  private static Optional<String> known(String server, HttpUrl base, Throwable cause) {
    if (cause instanceof PinnedCertificate.NotThePairedReceiver) {
      return Optional.of(server + " is not the paired receiver");
    }
    if (cause instanceof PromptSockets.NoRoute) {
      return Optional.of("This network does not lead to " + server);
    }
    if (cause instanceof HttpProxy.Refused) {
      return Optional.ofNullable(cause.getMessage());
    }
    if (cause instanceof UntrustedCertificate untrusted) {
      return Optional.of(untrusted.sentence(server));
    }
    if (cause instanceof SSLPeerUnverifiedException) {
      return Optional.of(
          "The certificate of "
              + server
              + " is for another name"
              + names(cause.getMessage())
              + "; use the name that its operator gave out");
    }
    if (cause instanceof UnknownHostException) {
      return Optional.of(
          "The name "
              + base.host()
              + " cannot be found: see whether this device is online, and whether the name is"
              + " right");
    }
    if (cause instanceof SSLException && isPlain(cause)) {
      return Optional.of(
          server + " answers, but not over TLS; see whether the address and the port are right");
    }
    if (cause instanceof ProtocolException) {
      return Optional.of(
          server
              + " answers, but not over "
              + (base.isHttps() ? "HTTPS" : "HTTP")
              + "; see whether the address and the port are right");
    }
    return byProxy(server, cause.getMessage());
  }

  /** What the JDK and Android say of an answer that is no TLS at all. */
  private static boolean isPlain(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("Unsupported or unrecognized SSL message")
        || message.contains("WRONG_VERSION_NUMBER");
  }

  private static Optional<String> byProxy(String server, @Nullable String message) {
    Matcher refused = REFUSED_BY_PROXY.matcher(message == null ? "" : message);
    return refused.matches()
        ? Optional.of(
            "The proxy does not connect to "
                + server
                + " (HTTP status "
                + refused.group(1)
                + "); ask whoever runs it for an exception for that host")
        : Optional.empty();
  }

  /** The names that the certificate is for. */
  private static String names(@Nullable String message) {
    Matcher found = NAMES.matcher(message == null ? "" : message);
    return found.find() && !found.group(1).isEmpty()
        ? " (" + UntrustedCertificate.presentable(found.group(1), LONGEST_NAMES) + ")"
        : "";
  }

  /**
   * The sentence for an answer that does not come from a server of this protocol: from a network
   * that asks for a login, a proxy in front of a server that is down, or another web server.
   */
  static Optional<String> stranger(String server, HttpUrl base, Response response) {
    String type = response.header("Content-Type", "");
    boolean page = type != null && type.startsWith("text/html");
    String location = response.header("Location");
    boolean redirect = response.isRedirect() && location != null;
    if (response.code() == WANTS_LOGIN || (redirect && leadsAway(base, location))) {
      return Optional.of(
          "This network asks for a login before it lets anything through to "
              + server
              + ": open a browser and log in");
    }
    if (redirect) {
      return Optional.of(server + " answers with a redirect; see whether the address is right");
    }
    if (!page) {
      return Optional.empty();
    }
    return Optional.of(
        response.code() >= 500
            ? server
                + " is reached, but what it passes requests on to does not run (HTTP status "
                + response.code()
                + ")"
            : server
                + " answers with a web page: this network may ask for a login, so open a browser;"
                + " else see whether the address is right");
  }

  private static boolean leadsAway(HttpUrl base, String location) {
    HttpUrl there = base.resolve(location);
    return there == null || !there.host().equals(base.host());
  }
}
