package nz.co.medimage.cli;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.Callable;
import nz.co.medimage.relay.store.RelayStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what receivers need to get a mailbox. */
@Command(
    name = "key",
    description = {
      "Shows the enrolment key that the relay made for itself when it first started.",
      "A receiver shows it: 'receive --relay URL --enrolment-key-file FILE'."
    },
    mixinStandardHelpOptions = true)
final class RelayKeyCommand implements Callable<Integer> {
  private static final int BYTES = 16;

  @Mixin private RelayStoreOption store;
  @Mixin private Output output;

  /** The relay's own key, which its first node makes. */
  static String madeOnce(RelayStore store) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return store.enrolmentKey(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  @Override
  public Integer call() throws IOException {
    try (RelayStore opened = store.open(store.existingHome(), Clock.systemUTC())) {
      String key = madeOnce(opened);
      output.line(key, "enrolment-key", "key", key);
    }
    return Medimage.OK;
  }
}
