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
 * One attempt of a phone to pair. Send {@link #hello()}, then send {@link #proof} of the answer,
 * then {@link #finish} with the second answer. Not for use by several threads at once.
 *
 * <p>Source: {@code spec/pairing-v1.md}.
 */
public final class PairingGuest {

  private final PakeGuest pake;
  private final String deviceName;
  private final List<SenderPairing> previous;
  private final Clock clock;
  private PakeGuest.@Nullable Proof proof;
  private boolean proving;

  /**
   * Starts an attempt of a phone that was not paired before.
   *
   * @param deviceName the name under which the receiver will list this phone: 1 to 100 characters,
   *     none of them a control character
   * @throws IllegalArgumentException if the name is malformed
   */
  public PairingGuest(PairingCode code, String deviceName, Clock clock, SecureRandom random) {
    this(code, deviceName, List.of(), clock, random);
  }

  /**
   * Starts an attempt.
   *
   * @param deviceName the name under which the receiver will list this phone: 1 to 100 characters,
   *     none of them a control character
   * @param previous the phone's pairings with any receivers, the most important first; only the
   *     first 16 count. Each receiver learns only the key of its own pairing, and recognises the
   *     phone by it
   * @throws IllegalArgumentException if the name is malformed
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
   * Checks the name of a phone, before there is a code.
   *
   * @return the name
   * @throws IllegalArgumentException with one sentence for the user if the name does not have 1 to
   *     100 characters, or if one of them is a control character
   */
  public static String checkDeviceName(String deviceName) {
    return Profiles.checkName(deviceName);
  }

  /** Returns the first message; the same one each time. */
  public byte[] hello() {
    return pake.hello();
  }

  /**
   * Returns the second message, which proves that this side knows the code.
   *
   * @param answer the answer to the first message
   * @throws PairingRefusedException if the answer does not belong to this protocol; start a new
   *     attempt
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
   * @param answer the answer to the second message
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
