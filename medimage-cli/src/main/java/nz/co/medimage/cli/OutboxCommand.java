package nz.co.medimage.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import nz.co.medimage.sender.OutboxEntry;
import nz.co.medimage.sender.SenderHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what waits and what ended lately, without touching it. */
@Command(
    name = "outbox",
    description = "Lists what waits in the outbox and what ended lately.",
    mixinStandardHelpOptions = true)
final class OutboxCommand implements Callable<Integer> {
  @Mixin private HomeOption home;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    SenderHome sender = Senders.look(home);
    List<OutboxEntry> entries = sender.outbox();
    int outcome = output.problems(sender.problems());
    if (entries.isEmpty()) {
      output.hint("The outbox is empty.");
    }
    entries.forEach(this::print);
    return outcome;
  }

  private void print(OutboxEntry entry) {
    String state = entry.status().state().name().toLowerCase(Locale.ROOT);
    output.line(
        entry.id() + "  " + entry.id().createdAt() + "  " + entry.to() + "  " + state,
        "outbox",
        "id",
        entry.id(),
        "at",
        entry.id().createdAt(),
        "to",
        entry.to(),
        "state",
        state);
  }
}
