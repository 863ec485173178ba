package nz.co.medimage.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Callable;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.transport.http.v1.CanonicalUuid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a mailbox take more, while the relay runs. */
@Command(
    name = "grant",
    description = "Lets a mailbox take more than is free. The relay may run meanwhile.",
    mixinStandardHelpOptions = true)
final class RelayGrantCommand implements Callable<Integer> {
  @Mixin private RelayStoreOption store;
  @Mixin private Output output;

  @Parameters(
      index = "0",
      paramLabel = "MAILBOX",
      description = "The mailbox's id, which 'receive --relay' prints.")
  private String mailbox;

  @Parameters(index = "1", paramLabel = "SIZE", description = "How much more, such as 10GB.")
  private ByteSize size;

  @Override
  public Integer call() throws IOException {
    UUID id = Errors.sayWhatIsWrong(() -> CanonicalUuid.parse(mailbox, "a mailbox's id"));
    try (RelayStore opened = store.existing(Clock.systemUTC())) {
      if (!opened.grant(id, size.bytes())) {
        throw new BadInputException("this relay has no mailbox " + id);
      }
      output.line(
          "Mailbox " + id + " may take " + ByteSize.format(size.bytes()) + " more",
          "granted",
          "mailbox",
          id,
          "bytes",
          size.bytes());
    }
    return Medimage.OK;
  }
}
