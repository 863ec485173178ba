package nz.co.medimage.cli;

import java.io.IOException;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.runtime.Home;

/** Opens the home of a receiver that another process may be running, to look or to act. */
final class Receivers {
  private Receivers() {}

  static Receiver open(HomeOption home) throws IOException {
    home.require(Home.Kind.RECEIVER);
    Receiver.Builder builder = Receiver.builder(home.folder()).withoutWarmUp();
    home.passphrase().ifPresent(builder::passphrase);
    return builder.build();
  }
}
