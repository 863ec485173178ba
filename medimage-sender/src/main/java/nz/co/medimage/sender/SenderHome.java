package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks at a sender's home without running it, also while another process does. Changes nothing.
 * Safe for use by several threads.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class SenderHome {

  private SenderHome() {}

  /**
   * Opens a home whose keys are under no passphrase.
   *
   * @throws IOException with one sentence if there is no sender's home, or none that can be read
   */
  public static SenderHome open(Path home) throws IOException {
    throw new UnsupportedOperationException(home.toString());
  }

  /**
   * Opens a home whose keys are under a passphrase.
   *
   * @throws IOException with one sentence if there is no sender's home, or none that can be read
   */
  public static SenderHome open(Path home, char[] passphrase) throws IOException {
    throw new UnsupportedOperationException(home.toString());
  }

  /** The receivers that photos can be sent to, in the order of pairing. */
  public List<PairedReceiver> pairings() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** All photos that wait, and those that ended within the last 30 days, oldest first. */
  public List<OutboxEntry> outbox() throws IOException {
    throw new UnsupportedOperationException();
  }
}
