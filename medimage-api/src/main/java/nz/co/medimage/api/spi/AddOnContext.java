package nz.co.medimage.api.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What an add-on is given when it is created. It may keep this and use it until it is closed. Only
 * the SDK implements this interface, because methods will be added to it; {@code medimage-testkit}
 * has a fake for tests. Safe for use by several threads.
 */
public interface AddOnContext {

  /**
   * The name that configuration gives this instance of the add-on, of which there may be several. A
   * sink, filter or check returns it as its {@code id()}. Default: the provider's id.
   *
   * @return 1 to 40 of a-z, 0-9 and {@code -}
   */
  String id();

  /** Its settings, checked against {@link AddOnProvider#settings()}, defaults filled in. */
  Settings settings();

  /**
   * A private folder for what this instance must remember; the same one after a restart. Nothing
   * else writes there, and only its owner can read it, where the file system supports that.
   *
   * @return a folder that exists
   * @throws IOException if it cannot be made
   */
  Path stateFolder() throws IOException;

  /** This instance's own store of small secrets, such as a token that a server issued to it. */
  Secrets secrets();

  /** The clock to use, so that tests can set it. */
  Clock clock();

  /** The receiver's name as senders see it; in a sender, this device's name as receivers see it. */
  String hostName();

  /**
   * Reports something that needs a person to whoever runs the receiver or the sender. May be called
   * on every failure: what was just reported is not reported again.
   *
   * @param sentence says what is wrong and what to do; must not contain a patient's name or a
   *     secret
   */
  void problem(String sentence);
}
