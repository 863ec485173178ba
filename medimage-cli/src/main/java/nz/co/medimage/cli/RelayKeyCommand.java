package nz.co.medimage.cli;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import nz.co.medimage.relay.store.RelayStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what receivers need to get a mailbox. */
@Command(
    name = "key",
    description = {
      "Shows the enrolment key of the relay that runs with the same options.",
      "Give it to the operators of receivers: 'receive --relay URL --enrolment-key-file FILE'."
    },
    mixinStandardHelpOptions = true)
final class RelayKeyCommand implements Callable<Integer> {
  private static final int BYTES = 16;

  @Mixin private RelayStoreOption store;
  @Mixin private RelayLimitOptions limits;

  @Mixin
  @SuppressWarnings("unused") // so that the relay's own options can be given as they are
  private RelayListenOptions listen;

  @Mixin private Output output;

  /** The relay's own key, which its first node makes. */
  static String madeOnce(RelayStore store) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return store.enrolmentKey(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  @Override
  public Integer call() throws IOException {
    Optional<String> given = limits.givenKey();
    if (limits.isOpen()) {
      throw new BadInputException("this relay has no enrolment key: with --open it asks for none");
    }
    String key = given.isPresent() ? given.get() : own();
    output.line(key, "enrolment-key", "key", key);
    return Medimage.OK;
  }

  private String own() throws IOException {
    try (RelayStore opened = store.existing(Clock.systemUTC())) {
      return madeOnce(opened);
    }
  }
}
