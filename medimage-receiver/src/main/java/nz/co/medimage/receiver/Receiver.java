package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.spi.Listener;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.Sink;

/**
 * Takes sealed photos from paired senders and hands them, opened and checked, to sinks.
 *
 * <p>All state is files in the home folder and survives a kill at any instant. Safe for use by
 * several threads. {@link #pairings}, {@link #revoke}, {@link #deliveries} and {@link #replay} need
 * no {@link #start} and work beside another process that runs the same home.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class Receiver implements AutoCloseable {

  private Receiver(Builder builder) {}

  /**
   * Begins a receiver whose state is in {@code home}, which is made if missing or empty.
   *
   * @param home one folder for each receiver
   */
  public static Builder builder(Path home) {
    return new Builder();
  }

  /** What senders call this receiver. */
  public String name() {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes the home, goes on with what its inbox holds, and listens. Called once.
   *
   * @throws IOException with one sentence for the user if the home is in use or damaged, or if a
   *     listener cannot listen
   * @throws IllegalStateException if no required sink was given, or it was started before
   */
  public void start() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Offers pairing for one hour; see {@link #offerPairing(Duration)}. */
  public PairingOffer offerPairing() throws IOException {
    return offerPairing(Duration.ofHours(1));
  }

  /**
   * Makes a code with which any number of devices can pair.
   *
   * @param validFor more than zero
   * @throws IllegalStateException if this receiver is not started
   */
  public PairingOffer offerPairing(Duration validFor) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** The devices that are paired, the oldest first. Damaged ones are reported and left out. */
  public List<PairedDevice> pairings() throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Ends the pairing of a device, at once and also for a process that runs this home. What the
   * receiver accepted from it before goes on its way.
   *
   * @param name as {@link #pairings} lists it
   * @throws IllegalArgumentException with one sentence that names what is paired, if none is called
   *     so
   * @throws IOException if the disk fails; try again
   */
  public void revoke(String name) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** What became of every envelope that this home remembers, the oldest first. */
  public List<DeliveryRecord> deliveries() throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Has a photo tried again: one in quarantine from its opening, a delivered one at the follow-up
   * sinks that refused it, a waiting one without its pause. Returns once this is on record; the
   * process that runs this home does it soon, or the next one does when it starts.
   *
   * @throws IllegalArgumentException with one sentence if there is nothing to try again
   * @throws IOException if the disk fails
   */
  public void replay(EnvelopeId id) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Stops listening, ends or parks what is in the middle of something within some seconds, closes
   * the sinks and gives the home free.
   */
  @Override
  public void close() throws IOException {}

  /** Assembles a {@link Receiver}. Not for use by several threads at once. */
  public static final class Builder {
    private Builder() {}

    /** What senders call this receiver; {@code MedImage} if not given. */
    public Builder name(String name) {
      return this;
    }

    /** Adds a way to hear senders. */
    public Builder listener(Listener listener) {
      return this;
    }

    /** Adds a filter, after those before and after the checks of size and type. */
    public Builder filter(PhotoFilter filter) {
      return this;
    }

    /**
     * Adds a required sink: no photo is acknowledged before it has it. Closed with the receiver.
     */
    public Builder sink(Sink sink) {
      return this;
    }

    /** Adds a follow-up sink: it gets each photo after the receipt. Closed with the receiver. */
    public Builder followUp(Sink sink) {
      return this;
    }

    /**
     * The largest content that is taken, in bytes; {@link SizeFilter#DEFAULT_BYTES} if not given.
     */
    public Builder maxPhotoSize(long bytes) {
      return this;
    }

    /** What content is taken, see {@link TypeFilter}; its default types if not given. */
    public Builder allowedTypes(Set<String> extensions) {
      return this;
    }

    /** Who is told what happens. */
    public Builder events(ReceiverEvents events) {
      return this;
    }

    /** Seals the keys in the home under a passphrase, always the same one. Copied. */
    public Builder passphrase(char[] passphrase) {
      return this;
    }

    /** The clock; the system's if not given. */
    public Builder clock(Clock clock) {
      return this;
    }

    /** The source of randomness; a fresh one if not given. */
    public Builder random(SecureRandom random) {
      return this;
    }

    /** The pauses while a required sink is away; 1 s, doubled up to 5 min, if not given. */
    public Builder backoff(Backoff backoff) {
      return this;
    }

    /** The pauses while a follow-up sink is away; 15 s, tripled up to 6 h, if not given. */
    public Builder followUpBackoff(Backoff backoff) {
      return this;
    }

    /** Leaves out the warm-up of the ciphers, for a process that does something short. */
    public Builder withoutWarmUp() {
      return this;
    }

    /**
     * Opens the home.
     *
     * @throws IOException with one sentence for the user if it is none of a receiver, is of a later
     *     version, is damaged, or if the passphrase is wrong or missing
     */
    public Receiver build() throws IOException {
      return new Receiver(this);
    }
  }
}
