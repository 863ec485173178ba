package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.spi.Transport;

/**
 * Sends photos to the receivers that this device is paired with.
 *
 * <p>What {@link #send} has accepted lies sealed in the outbox in the home folder, and is brought
 * to its receiver whatever happens: the sender tries its routes in order, resumes a transfer where
 * it broke, waits ever longer between tries, and goes on after the process was killed as soon as
 * the next sender of this home is built. Receivers do not delay each other.
 *
 * <p>Safe for use by several threads. Its threads are daemons: they keep no process alive.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class Sender implements AutoCloseable {

  private Sender() {}

  /**
   * Begins a sender.
   *
   * @param home holds all its state; made if missing; one running sender a home
   */
  public static Builder builder(Path home) {
    return new Builder(home);
  }

  /**
   * Pairs with a receiver near by, or at a known relay, that shows {@code code}. Blocks, for some
   * seconds.
   *
   * @return the receiver, under a name that no other pairing has
   * @throws IllegalArgumentException with one sentence if {@code code} is no pairing code
   * @throws nz.co.medimage.api.spi.PairingRefusedException with one sentence if the code is wrong
   *     or has run out
   * @throws IOException with one sentence if no such receiver can be reached, or if the disk fails
   */
  public PairedReceiver pair(String code) throws IOException {
    throw new UnsupportedOperationException(code);
  }

  /**
   * Pairs with the receiver at an address.
   *
   * @param address {@code host:port} or a URL
   * @throws IllegalArgumentException with one sentence if {@code code} is no pairing code
   * @throws nz.co.medimage.api.spi.PairingRefusedException with one sentence if the code is wrong
   *     or has run out
   * @throws IOException with one sentence if no such receiver can be reached, or if the disk fails
   */
  public PairedReceiver pair(String code, String address) throws IOException {
    throw new UnsupportedOperationException(code + address);
  }

  /** The receivers that photos can be sent to, in the order of pairing. */
  public List<PairedReceiver> pairings() {
    throw new UnsupportedOperationException();
  }

  /**
   * Forgets a pairing and its keys.
   *
   * @throws UnknownReceiverException if none is paired under that name
   * @throws IOException with one sentence if photos for it still wait, or if the disk fails
   */
  public void forget(String name) throws IOException {
    throw new UnsupportedOperationException(name);
  }

  /**
   * Sends to the only receiver that is paired.
   *
   * @throws UnknownReceiverException with one sentence if none or several are
   * @throws IOException as {@link #send(Photo, PatientTag, String)} does
   */
  public Sending send(Photo photo, PatientTag tag) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Seals a photo into the outbox and returns as soon as it is safe there, also from a power cut;
   * from then on not even this device can open it. Reads the photo's content twice.
   *
   * @param to the name of a paired receiver
   * @throws UnknownReceiverException with one sentence if none is paired under that name
   * @throws IOException with one sentence if the content cannot be read, is empty or changes
   *     meanwhile, or if the outbox cannot be written; nothing is kept and nothing sent then
   */
  public Sending send(Photo photo, PatientTag tag, String to) throws IOException {
    throw new UnsupportedOperationException(to);
  }

  /** All photos that wait, and those that ended within the last 30 days, oldest first. */
  public List<Sending> outbox() throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * What was found damaged when this sender was built, one sentence each; the damaged files are
   * kept, and everything else works.
   */
  public List<String> problems() {
    throw new UnsupportedOperationException();
  }

  /** Tries at once whatever waits: call it when the network changed or the device woke up. */
  public void retryNow() {
    throw new UnsupportedOperationException();
  }

  /**
   * Breaks off what is under way and ends the threads and the transports, within about a second.
   * What has not ended stays in the outbox, for the next sender of this home.
   */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  /** Assembles a {@link Sender}. Not for use by several threads at once. */
  public static final class Builder {

    private Builder(Path home) {}

    /** What receivers call this device when it pairs; {@code MedImage sender} if not said. */
    public Builder deviceName(String name) {
      return this;
    }

    /**
     * Adds a way to travel; the first that works is taken, in the order of these calls. The sender
     * closes it.
     */
    public Builder transport(Transport transport) {
      return this;
    }

    /** Keeps the keys sealed under a passphrase; always the same one for a home. Copied. */
    public Builder passphrase(char[] passphrase) {
      return this;
    }

    /** Tells the time of day; the system's if not said. Pauses do not depend on it. */
    public Builder clock(Clock clock) {
      return this;
    }

    /** Gives ids, keys and jitter their randomness. */
    public Builder random(SecureRandom random) {
      return this;
    }

    /** The pauses between tries; 15 s ×3 up to 6 h, a fifth off either way, if not said. */
    public Builder backoff(Backoff backoff) {
      return this;
    }

    /** Leaves out the warming up of the cipher in the background, for a process that ends soon. */
    public Builder withoutWarmUp() {
      return this;
    }

    /**
     * Opens the home, takes up what waits in its outbox, and starts.
     *
     * @throws IOException with one sentence if another process runs this home, if it is not a
     *     sender's or is of a later version, if the passphrase is wrong, or if the disk fails
     */
    public Sender build() throws IOException {
      return new Sender();
    }
  }
}
