package nz.co.medimage.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import nz.co.medimage.sender.PairedReceiver;
import nz.co.medimage.sender.Sender;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Pairs this sender with a receiver that shows a code. */
@Command(
    name = "pair",
    description = "Pairs this sender with a receiver that shows a code.",
    mixinStandardHelpOptions = true)
final class PairCommand implements Callable<Integer> {
  @Mixin private HomeOption home;
  @Mixin private RoutesOption routes;
  @Mixin private Output output;

  @Parameters(
      paramLabel = "CODE|LINK",
      description = {
        "The code that the receiver shows, such as 7-QXKD, or its pairing link. Put quotes around a",
        "link, as # and & in it mean something else to a shell."
      })
  private String code;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "The name that the receiver lists this device under. Default: this computer's name.")
  private @Nullable String device;

  @Option(
      names = "--at",
      paramLabel = "HOST:PORT|URL",
      description = {
        "The address of the receiver, or the URL of its relay.",
        "Default: the addresses in the link; with a code, searches the local network."
      })
  private @Nullable String address;

  @Override
  public Integer call() throws IOException {
    home.letSeal(output);
    try (Sender sender = Senders.open(home, routes, device)) {
      return Errors.sayWhatIsWrong(
          () -> {
            PairedReceiver paired =
                address == null ? sender.pair(code) : sender.pair(code, address);
            output.line("Paired with " + paired.name(), "paired", "name", paired.name());
            return Medimage.OK;
          });
    }
  }
}
