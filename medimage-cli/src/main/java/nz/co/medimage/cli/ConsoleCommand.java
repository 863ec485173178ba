package nz.co.medimage.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import nz.co.medimage.console.Console;
import nz.co.medimage.runtime.Home;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lets one more browser on this computer see the page of a receiver that runs. */
@Command(
    name = "console",
    description = {
      "Prints a link that opens the page of a receiver that runs on this computer.",
      "The link works once, for ten minutes, in a browser here; that browser stays known for 30 days."
    },
    mixinStandardHelpOptions = true)
final class ConsoleCommand implements Callable<Integer> {
  @Mixin private HomeOption home;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    home.require(Home.Kind.RECEIVER);
    PageOption.print(Console.startLink(home.folder()), output);
    return Medimage.OK;
  }
}
