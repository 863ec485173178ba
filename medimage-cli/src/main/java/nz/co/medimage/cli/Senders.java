package nz.co.medimage.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sender.SenderHome;
import org.jspecify.annotations.Nullable;

/** Assembles a sender the way the command uses it. */
final class Senders {
  private Senders() {}

  /** Starts one; a process that sends a photo or two ends before a warm-up would pay. */
  static Sender open(HomeOption home, RoutesOption routes, @Nullable String device)
      throws IOException {
    Sender.Builder builder =
        Sender.builder(home.folder())
            .deviceName(device == null ? machineName() : device)
            .transport(routes.transport())
            .transport(routes.relay())
            .findTransports()
            .withoutWarmUp();
    home.passphrase().ifPresent(builder::passphrase);
    Sender sender = builder.build();
    sender.start();
    return sender;
  }

  /** Looks at a home that another process may be running. */
  static SenderHome look(HomeOption home) throws IOException {
    home.require(Home.Kind.SENDER);
    Optional<char[]> passphrase = home.passphrase();
    return passphrase.isPresent()
        ? SenderHome.open(home.folder(), passphrase.get())
        : SenderHome.open(home.folder());
  }

  static String machineName() {
    @Nullable String name = System.getenv("COMPUTERNAME");
    if (name == null || name.isBlank()) {
      name = System.getenv("HOSTNAME");
    }
    if (name != null && !name.isBlank()) {
      return name;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "medimage";
    }
  }
}
