package nz.co.medimage.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sender.SenderHome;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what waits and what ended lately. */
@Command(
    name = "outbox",
    description = {
      "Lists the photos that wait in the outbox and those that ended lately.",
      "Tries the waiting ones once first, unless another process does."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it was listed, whether or not photos wait; the photo was dropped",
      "1:medimage has a bug",
      "2:something needs to be fixed; the photo was not dropped"
    })
final class OutboxCommand implements Callable<Integer> {
  @Mixin private HomeOption home;
  @Mixin private RoutesOption routes;
  @Mixin private Output output;

  @Option(
      names = "--drop",
      paramLabel = "ID",
      description = {
        "Withdraw this photo: it is not sent. Its original is not touched.",
        "If the receiver may have filed it, --may-be-filed is needed too."
      })
  private @Nullable String dropped;

  @Option(
      names = "--may-be-filed",
      description = "Drop the photo even if the receiver may have filed it. Ask there first.")
  private boolean mayBeFiled;

  @Override
  public Integer call() throws IOException {
    if (dropped != null) {
      return drop(DeliveriesCommand.id(dropped, "outbox"));
    }
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

  private int drop(EnvelopeId id) throws IOException {
    home.require(Home.Kind.SENDER);
    try (Sender sender = Senders.open(home, routes, null)) {
      Delivery photo =
          sender.deliveries().stream()
              .filter(waiting -> waiting.id().equals(id))
              .filter(waiting -> !waiting.status().state().isFinal())
              .findFirst()
              .orElseThrow(() -> new BadInputException("no photo " + id + " waits here"));
      if (photo.mayBeFiled() && !mayBeFiled) {
        throw new BadInputException(
            photo.to()
                + " may have filed "
                + id
                + " already: ask there first, then give --may-be-filed too");
      }
      if (photo.cancel()) {
        output.line("Dropped " + id + ", for " + photo.to(), "dropped", "id", id, "to", photo.to());
        return Medimage.OK;
      }
      String sentence =
          "It is too late to drop "
              + id
              + ": all of it is at the relay or at "
              + photo.to()
              + ", where it may be filed at any moment";
      output.error(sentence, "id", id, "reason", sentence);
      return Medimage.USAGE;
    }
  }

  /** Nothing if another process runs this home. */
  private Optional<Sender> open() {
    try {
      return Optional.of(Senders.open(home, routes, null));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
