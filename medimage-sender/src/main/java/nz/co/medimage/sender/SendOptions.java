package nz.co.medimage.sender;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a photo is sent. Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * sender.send(photo, tag, SendOptions.defaults().to("Reception").key(photoId));
 * }</pre>
 */
public final class SendOptions {
  /** The longest key, in characters. */
  public static final int MAX_KEY_LENGTH = 1000;

  /** The longest reference, in characters. */
  public static final int MAX_REFERENCE_LENGTH = 1000;

  private static final SendOptions DEFAULTS = new SendOptions(null, null, null, false);

  private final @Nullable String to;
  private final @Nullable String key;
  private final @Nullable String reference;
  private final boolean joining;

  private SendOptions(
      @Nullable String to, @Nullable String key, @Nullable String reference, boolean joining) {
    this.to = to;
    this.key = key;
    this.reference = reference;
    this.joining = joining;
  }

  /** To the only paired receiver, as a new envelope each time. */
  public static SendOptions defaults() {
    return DEFAULTS;
  }

  /** Names the receiver. Default: the only paired one. */
  public SendOptions to(String receiver) {
    return new SendOptions(Objects.requireNonNull(receiver, "receiver"), key, reference, joining);
  }

  /**
   * Gives the photo a key, under which a receiver gets it once: for an app that may be killed
   * before it records that a photo was accepted, and then sends it again. While an envelope under
   * that key waits, and for at least 30 days after it was delivered, {@code send} returns its
   * handle, even after this device paired again with the receiver. Default: no key.
   *
   * <p>The photo is sealed anew if the envelope under that key was rejected, cancelled or damaged,
   * or if it waits under an earlier pairing which the receiver has ended, as its status says:
   * {@link DeliveryStatus.State#UNPAIRED}. The latter may have been filed before the pairing ended,
   * and {@code send} seals it anew all the same: the receiver then files the photo twice. So if
   * {@link Delivery#mayBeFiled()} is true of it, ask at the receiver first; {@link
   * Sender#deliveries()} has its handle.
   *
   * <p>A key belongs to one photo and tag: another photo under a key that is in use is refused. The
   * key itself is not kept, only a hash of it with a secret of this device.
   *
   * @param key of the caller's choice, such as the row of its own database; one to {@link
   *     #MAX_KEY_LENGTH} characters
   * @throws IllegalArgumentException if it is empty or longer
   */
  public SendOptions key(String key) {
    Objects.requireNonNull(key, "key");
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      throw new IllegalArgumentException(
          "a key has 1 to " + MAX_KEY_LENGTH + " characters, not " + key.length());
    }
    return new SendOptions(to, key, reference, joining);
  }

  /**
   * Records what the app calls the photo, such as the row of its own database. {@link
   * Delivery#reference()} returns it for as long as this home remembers the photo, even after a
   * restart, and {@link Sender#deliveries(String)} finds the photo by it. It never leaves this
   * device, and is sealed there, as it may name a patient. Unlike a {@link #key}, several photos
   * may have one reference; an envelope that {@code send} finds instead of a new one keeps its own.
   * Default: no reference.
   *
   * @param reference one to {@link #MAX_REFERENCE_LENGTH} characters
   * @throws IllegalArgumentException if it is empty or longer
   */
  public SendOptions reference(String reference) {
    Objects.requireNonNull(reference, "reference");
    if (reference.isEmpty() || reference.length() > MAX_REFERENCE_LENGTH) {
      throw new IllegalArgumentException(
          "a reference has 1 to "
              + MAX_REFERENCE_LENGTH
              + " characters, not "
              + reference.length());
    }
    return new SendOptions(to, key, reference, joining);
  }

  /**
   * Joins an envelope with the same content and tag for the same receiver if one waits, and {@code
   * send} returns its handle; which ones count as waiting is as for {@link #key}. Once that has
   * ended, a new one is sent, so the same photo can be sent again on purpose. For commands, which
   * are repeated after they were interrupted. Default: a new envelope each time.
   */
  public SendOptions joinWaiting() {
    return new SendOptions(to, key, reference, true);
  }

  Optional<String> receiver() {
    return Optional.ofNullable(to);
  }

  @Nullable String key() {
    return key;
  }

  @Nullable String reference() {
    return reference;
  }

  boolean joins() {
    return joining;
  }

  /** Names the receiver only: a key and a reference may be personal. */
  @Override
  public String toString() {
    return "SendOptions[to=" + to + "]";
  }
}
