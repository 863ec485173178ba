package nz.co.medimage.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import nz.co.medimage.runtime.DaemonThreads;
import org.jspecify.annotations.Nullable;

/** Looks at the port on which this home's receiver or relay listens, or will. */
final class PortCheck {
  private static final String NAME = "port";
  private static final long SECONDS_TO_ANSWER = 5;

  private final int port;
  private final @Nullable InetAddress address;
  private final Predicate<String> isOurs;

  /**
   * @param address null for all addresses of this machine
   * @param isOurs whether what listens at a host and port is a program of ours
   */
  PortCheck(int port, @Nullable InetAddress address, Predicate<String> isOurs) {
    this.port = port;
    this.address = address;
    this.isOurs = isOurs;
  }

  /**
   * @param running whether a process runs this home
   */
  Check look(boolean running) {
    if (port == 0) {
      return Check.ok(NAME, "any that is free, as port 0 says");
    }
    if (isFree()) {
      return Check.ok(
          NAME, port + " is free" + (running ? "; what runs here listens on another port" : ""));
    }
    InetAddress host = address == null ? InetAddress.getLoopbackAddress() : address;
    boolean ours = isOurs(text(host) + ":" + port);
    if (ours && running) {
      return Check.ok(NAME, port + " answers, as it should");
    }
    return Check.mend(
        NAME,
        port
            + (ours ? " is held for another home" : " is in use by another program")
            + "; end that one or choose another port with --port");
  }

  /** A program on this computer that is silent for some seconds is not ours. */
  private boolean isOurs(String at) {
    try {
      FutureTask<Boolean> asked = new FutureTask<>(() -> isOurs.test(at));
      var unused = DaemonThreads.start("port-check", asked);
      return asked.get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isFree() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(
          address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String text(InetAddress host) {
    String text = host.getHostAddress();
    return text.indexOf(':') < 0 ? text : "[" + text + "]";
  }
}
