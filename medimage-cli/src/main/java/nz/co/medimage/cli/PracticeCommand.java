package nz.co.medimage.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What whoever connects a receiver to practice software needs. */
@Command(
    name = "practice",
    description = "Shows, tests or imports how a receiver is connected to practice software.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PracticeShowCommand.class,
      PracticeTestCommand.class,
      PracticeImportCommand.class
    })
final class PracticeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: " + String.join(", ", spec.subcommands().keySet()));
  }
}
