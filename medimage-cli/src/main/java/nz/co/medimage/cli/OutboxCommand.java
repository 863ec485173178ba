package nz.co.medimage.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sender.SenderHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what waits and what ended lately. */
@Command(
    name = "outbox",
    description = {
      "Lists what waits in the outbox and what ended lately.",
      "What waits is tried once first, unless another process is at it."
    },
    mixinStandardHelpOptions = true)
final class OutboxCommand implements Callable<Integer> {
  @Mixin private HomeOption home;
  @Mixin private WaysOption ways;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    SenderHome files = Senders.look(home);
    OutboxList list = new OutboxList(output);
    Optional<Sender> opened =
        files.outbox().stream().allMatch(entry -> entry.status().state().isFinal())
            ? Optional.empty()
            : open();
    if (opened.isPresent()) {
      try (Sender sender = opened.get()) {
        list.print(sender);
        sender.clockProblem().ifPresent(output::warning);
        return output.problems(sender.problems());
      }
    }
    list.print(files);
    return output.problems(files.problems());
  }

  /** Nothing if another process runs this home. */
  private Optional<Sender> open() {
    try {
      return Optional.of(Senders.open(home, ways, null));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
