package nz.co.medimage.crypto;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.crypto.v1.PairingFormatException;
import nz.co.medimage.crypto.v1.PakeGuest;
import nz.co.medimage.crypto.v1.Profiles;
import nz.co.medimage.crypto.v1.WrongCodeException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a phone to pair: send {@link #hello()}, send {@link #proof} of the answer, and
 * {@link #finish} with the answer to that. The protocol is {@code spec/pairing-v1.md}. Not for use
 * by several threads at once.
 */
public final class PairingGuest {

  private final PakeGuest pake;
  private final String deviceName;
  private final List<SenderPairing> previous;
  private final Clock clock;
  private PakeGuest.@Nullable Proof proof;
  private boolean proving;

  /**
   * Begins an attempt of a phone that was not paired before.
   *
   * @param deviceName what the receiver will list this phone as: one to 100 characters, none of
   *     them a control character
   * @throws IllegalArgumentException if the name is not so
   */
  public PairingGuest(PairingCode code, String deviceName, Clock clock, SecureRandom random) {
    this(code, deviceName, List.of(), clock, random);
  }

  /**
   * Begins an attempt.
   *
   * @param deviceName what the receiver will list this phone as: one to 100 characters, none of
   *     them a control character
   * @param previous the phone's pairings, with whichever receivers, the most important first. Of
   *     each of the first 16 its receiver, and no other, learns the key, and takes it for one of
   *     the same phone
   * @throws IllegalArgumentException if the name is not so
   */
  public PairingGuest(
      PairingCode code,
      String deviceName,
      List<SenderPairing> previous,
      Clock clock,
      SecureRandom random) {
    this.previous = List.copyOf(previous);
    this.deviceName = checkDeviceName(deviceName);
    this.clock = Objects.requireNonNull(clock, "clock");
    pake = new PakeGuest(code.text(), random);
  }

  /**
   * Checks what a phone is to be listed as, before there is a code.
   *
   * @return the name
   * @throws IllegalArgumentException with one sentence for the user if it has not one to 100
   *     characters, or if one of them is a control character
   */
  public static String checkDeviceName(String deviceName) {
    return Profiles.checkName(deviceName);
  }

  /** The first message; the same each time. */
  public byte[] hello() {
    return pake.hello();
  }

  /**
   * The second message: it shows that this side knows the code.
   *
   * @param answer to the first message
   * @throws PairingRefusedException if it is none of this protocol; then begin anew
   * @throws IllegalStateException if this attempt is past this step
   */
  public byte[] proof(byte[] answer) throws PairingRefusedException {
    if (proving) {
      throw new IllegalStateException("an attempt proves the code once");
    }
    proving = true;
    try {
      proof =
          pake.prove(
              answer,
              deviceName,
              previous.stream().map(SenderPairing::previous).collect(Collectors.toList()));
      return proof.message();
    } catch (PairingFormatException e) {
      throw Refusals.badMessage(e);
    }
  }

  /**
   * Ends the attempt.
   *
   * @param answer to the second message
   * @return the pairing, which the receiver has already stored
   * @throws PairingRefusedException if the other side does not know the code
   * @throws IllegalStateException if this attempt is not at this step
   */
  public SenderPairing finish(byte[] answer) throws PairingRefusedException {
    PakeGuest.Proof sent = proof;
    if (sent == null) {
      throw new IllegalStateException("an attempt proves the code before it ends");
    }
    proof = null;
    try {
      PakeGuest.Paired paired = sent.finish(answer, clock.instant());
      return new SenderPairing(paired.pairing(), paired.receiver());
    } catch (WrongCodeException e) {
      throw Refusals.wrongCode(e);
    } catch (PairingFormatException e) {
      throw Refusals.badMessage(e);
    }
  }
}
