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
  /** The maximum length of a key, in characters. */
  public static final int MAX_KEY_LENGTH = 1000;

  /** The maximum length of a reference, in characters. */
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

  /** Sends to the only paired receiver, as a new envelope each time. */
  public static SendOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Addresses the photo to a paired receiver by its {@linkplain PairedReceiver#name name}. Default:
   * the only paired one.
   */
  public SendOptions to(String receiver) {
    return new SendOptions(Objects.requireNonNull(receiver, "receiver"), key, reference, joining);
  }

  /**
   * Gives the photo a key, so that a receiver gets it once even if the app sends it twice: an app
   * may be killed before it records that a photo was accepted. Default: no key. What {@code send}
   * does depends on the earlier envelope with that key:
   *
   * <ul>
   *   <li>While it waits or is on its way, and for at least 30 days after it ended as {@link
   *       DeliveryStatus.State#DELIVERED} or {@link DeliveryStatus.State#HELD}, {@code send}
   *       returns its handle, even after this device paired again with the receiver. A photo that
   *       is held is at the practice, where a person will file it.
   *   <li>If it is {@link DeliveryStatus.State#REJECTED}, {@code send} seals the photo anew, for
   *       example after the user was asked. The receiver keeps most rejected photos and its staff
   *       can try them again, so ask there first: otherwise the photo may be filed twice.
   *   <li>If it is {@link DeliveryStatus.State#CANCELLED} or {@link DeliveryStatus.State#DAMAGED},
   *       {@code send} seals the photo anew.
   *   <li>If it is {@link DeliveryStatus.State#UNPAIRED} and this device has paired again, {@code
   *       send} seals the photo anew, because the receiver has ended the pairing that it waits
   *       under.
   * </ul>
   *
   * <p>An envelope that was cancelled, is damaged or is unpaired may have been filed before, and
   * the receiver would then file the photo twice. So if {@link Delivery#mayBeFiled()} is true for
   * it, ask at the receiver first; {@link Sender#deliveries()} has its handle.
   *
   * <p>A key belongs to one photo and tag: {@code send} refuses another photo with a key that is in
   * use. Only a hash of the key with a secret of this device is stored, never the key itself.
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
   * Stores the app's own reference with the photo, such as the row of its own database. {@link
   * Delivery#reference()} returns it for as long as this home remembers the photo, even after a
   * restart, and {@link Sender#deliveries(String)} finds the photo by it. It never leaves this
   * device, where it is stored encrypted, because it may name a patient. Unlike a {@link #key},
   * several photos may have one reference; if {@code send} returns an earlier envelope, that keeps
   * its own. Default: no reference.
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
   * Joins an envelope that waits with the same content and tag for the same receiver, or that is
   * {@link DeliveryStatus.State#HELD} there: {@code send} returns its handle instead of sealing a
   * new one. An envelope counts as waiting as for {@link #key}. Once it has ended in another way, a
   * new one is sent, so the same photo can be sent again on purpose. Useful for commands that
   * people repeat after an interruption. Default: a new envelope each time.
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

  /** Shows the receiver only: a key and a reference may be personal. */
  @Override
  public String toString() {
    return "SendOptions[to=" + to + "]";
  }
}
