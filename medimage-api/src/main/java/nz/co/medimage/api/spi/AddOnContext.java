package nz.co.medimage.api.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What the receiver or sender gives an add-on when it creates it: its settings, a folder, secrets
 * and a clock. The add-on may keep it and use it until it is closed. Only the SDK implements this
 * interface, because methods will be added to it; {@code medimage-testkit} has a fake for tests.
 * Safe for use by several threads.
 *
 * <pre>{@code
 * public Sink create(AddOnContext context) throws IOException {
 *   return new ArchiveSink(
 *       context.id(), context.settings().text("url"), context.stateFolder());
 * }
 * }</pre>
 */
public interface AddOnContext {

  /**
   * The name that configuration gives this instance of the add-on; there may be several instances.
   * A sink, filter or check returns it as its {@code id()}. Default: the provider's id.
   *
   * @return 1 to 40 of a-z, 0-9 and {@code -}
   */
  String id();

  /**
   * The settings of this instance, checked against {@link AddOnProvider#settings()} and with
   * defaults filled in.
   */
  Settings settings();

  /**
   * A private folder for what this instance must remember; the same one after a restart. Only this
   * instance writes there, and the receiver or sender never deletes it. Only the owner of the home
   * can read it, where the file system supports that.
   *
   * @return a folder that exists
   * @throws IOException if it cannot be made
   */
  Path stateFolder() throws IOException;

  /** The store of this instance's own small secrets, such as a token that a server issued to it. */
  Secrets secrets();

  /** The clock to use, so that tests can set it. */
  Clock clock();

  /** The receiver's name as senders see it; in a sender, this device's name as receivers see it. */
  String hostName();

  /**
   * Reports something that needs a person: it is logged and shown to the people who run the
   * receiver or the sender. May be called on every failure: a sentence that was just reported is
   * not reported again.
   *
   * @param sentence one sentence that says what is wrong and what to do; must not contain a
   *     patient's name or a secret
   */
  void problem(String sentence);
}
