package nz.co.medimage.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.runtime.Home;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a relay until it is interrupted. */
@Command(
    name = "relay",
    description = {
      "Runs a relay until it is interrupted: it keeps sealed photos for receivers that are away.",
      "Each option can also come from the environment, such as --max-size from MEDIMAGE_MAX_SIZE."
    },
    mixinStandardHelpOptions = true,
    subcommands = {RelayGrantCommand.class, RelayKeyCommand.class})
final class RelayCommand implements Callable<Integer> {
  @Mixin private RelayStoreOption store;
  @Mixin private RelayLimitOptions limits;
  @Mixin private RelayListenOptions listen;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    listen.check();
    Home home = store.home();
    Home.Lock lock = home.lock();
    try {
      Relay relay = Errors.sayWhatIsWrong(() -> start(home));
      output.line(
          "Relaying on port " + relay.port() + (listen.speaksTls() ? ", with TLS" : ""),
          "relaying",
          "port",
          relay.port());
      if (limits.makesKey() && !relay.isForThisMachineAlone()) {
        output.hint(
            "Receivers need its enrolment key; 'medimage relay key' with the same"
                + " options shows it");
      }
      Interruption.await(relay::close);
    } finally {
      lock.close();
    }
    return Medimage.OK;
  }

  private Optional<String> ownKey(RelayStore opened) throws IOException {
    return limits.makesKey() ? Optional.of(RelayKeyCommand.madeOnce(opened)) : Optional.empty();
  }

  private Relay start(Home home) throws IOException {
    Optional<SSLContext> tls = listen.tls();
    RelayStore opened = store.open(home, Clock.systemUTC());
    Relay.Builder builder;
    try {
      builder = Relay.builder(opened).limits(limits.limits(ownKey(opened)));
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    if (limits.makesKey()) {
      builder.openToThisMachine();
    }
    listen.set(builder);
    tls.ifPresent(builder::tls);
    if (listen.accessLog()) {
      builder.accessLog(line -> output.line(line, "access", "line", line));
    }
    builder.spool(home.folder("spool"));
    Relay relay = builder.build();
    relay.start();
    return relay;
  }
}
