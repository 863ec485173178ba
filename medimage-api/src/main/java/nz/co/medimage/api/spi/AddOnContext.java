package nz.co.medimage.api.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What an add-on is given when it is created. It may keep this and use it until it is closed. Only
 * the SDK implements this interface, as methods will be added to it; {@code medimage-testkit} has
 * one for tests. Safe for use by several threads.
 */
public interface AddOnContext {

  /**
   * What configuration calls this one of possibly several instances of the add-on. A sink, filter
   * or check returns it as its {@code id()}. Default: the provider's id.
   *
   * @return 1 to 40 of a-z, 0-9 and {@code -}
   */
  String id();

  /** Its settings, checked against {@link AddOnProvider#settings()}, defaults filled in. */
  Settings settings();

  /**
   * A private folder for what this instance must remember, the same after a restart. Nobody else
   * writes there; it is readable by its owner only, where the file system can tell owners apart.
   *
   * @return a folder that exists
   * @throws IOException if it cannot be made
   */
  Path stateFolder() throws IOException;

  /** Small secrets of this instance at rest, such as a token that it was given by a server. */
  Secrets secrets();

  /** The clock to use, so that tests can set it. */
  Clock clock();

  /** What senders call the receiver; at a sender, what receivers call this device. */
  String hostName();

  /**
   * Tells whoever runs the receiver, or the sender, of something that needs a person. May be called
   * at each failure: what was just told is not told again.
   *
   * @param sentence says what is wrong and what to do, without the name of a patient or a secret
   */
  void problem(String sentence);
}
