package nz.co.medimage.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import nz.co.medimage.receiver.PairedDevice;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sender.PairedReceiver;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sender.SenderHome;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists who is paired with this home, of either kind, and ends a pairing. */
@Command(
    name = "pairings",
    description = "Lists the pairings of this home, or ends one at once.",
    mixinStandardHelpOptions = true)
final class PairingsCommand implements Callable<Integer> {
  @Mixin private HomeOption home;
  @Mixin private Output output;

  @Option(
      names = {"--revoke", "--forget"},
      paramLabel = "NAME",
      description = {
        "End this pairing. A receiver accepts nothing more from the device. A sender forgets the",
        "receiver, unless photos for it wait: withdraw those with 'outbox --drop'."
      })
  private @Nullable String revoked;

  @Override
  public Integer call() throws IOException {
    return home.kind() == Home.Kind.RECEIVER ? ofReceiver() : ofSender();
  }

  private int ofReceiver() throws IOException {
    try (Receiver receiver = Receivers.open(home)) {
      if (revoked != null) {
        String name = revoked;
        return Errors.sayWhatIsWrong(
            () -> {
              receiver.revoke(name);
              return ended(name);
            });
      }
      receiver.pairings().forEach(this::print);
    }
    return Medimage.OK;
  }

  private int ofSender() throws IOException {
    if (revoked != null) {
      try (Sender sender = Senders.open(home, new RoutesOption(), null)) {
        sender.forget(revoked);
      }
      return ended(revoked);
    }
    SenderHome sender = Senders.look(home);
    sender.pairings().forEach(this::print);
    return output.problems(sender.problems());
  }

  private int ended(String name) {
    output.line("The pairing with " + name + " is ended", "revoked", "name", name);
    return Medimage.OK;
  }

  private void print(PairedDevice device) {
    print(device.name(), device.pairedAt());
  }

  private void print(PairedReceiver receiver) {
    print(receiver.name(), receiver.pairedAt());
  }

  private void print(String name, Instant since) {
    output.line(name + " (since " + since + ")", "pairing", "name", name, "since", since);
  }
}
