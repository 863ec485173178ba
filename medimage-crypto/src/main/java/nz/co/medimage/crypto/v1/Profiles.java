package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.util.Bytes;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the two sides tell about themselves: {@code spec/pairing-v1.md}, section "Profiles". */
public final class Profiles {
  /** The maximum length of the name of a device or a receiver, in code points. */
  public static final int MAX_NAME = 100;

  private static final String CHALLENGE = "challenge";
  private static final String POSSESSION = "possession";

  private Profiles() {}

  /**
   * What a guest tells.
   *
   * @param challenge a public key, for {@link PossessionProof}
   * @param previous its earlier pairings, each sealed for its own receiver
   */
  record Guest(String name, Bytes challenge, List<byte[]> previous) {}

  /**
   * What a host tells.
   *
   * @param possession the {@link PossessionProof} for its public key
   */
  record Host(String name, ReceiverRecord receiver, Bytes possession) {}

  /**
   * Checks a name that the other side will show.
   *
   * @throws IllegalArgumentException with one sentence for the user
   */
  public static String checkName(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "A name has 1 to " + MAX_NAME + " characters, and no control characters.");
    }
    return name;
  }

  private static boolean isName(String name) {
    return !name.trim().isEmpty()
        && name.codePointCount(0, name.length()) <= MAX_NAME
        && name.codePoints().noneMatch(Profiles::isUnwanted);
  }

  private static boolean isUnwanted(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  static byte[] writeGuest(Guest guest) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", guest.name());
    fields.put(CHALLENGE, Base64.getEncoder().encodeToString(guest.challenge().toByteArray()));
    if (!guest.previous().isEmpty()) {
      fields.put(
          "previous",
          guest.previous().stream()
              .map(each -> Base64.getEncoder().encodeToString(each))
              .collect(Collectors.toList()));
    }
    return StrictJson.write(fields);
  }

  static Guest readGuest(byte[] json) throws PairingFormatException {
    try {
      Fields fields = Fields.read(json);
      String name = checkName(fields.text("name"));
      Bytes challenge = Bytes.copyFrom(fields.base64(CHALLENGE, Keys.KEY_BYTES));
      List<byte[]> previous =
          fields.has("previous")
              ? fields.base64s("previous", PreviousPairing.SEALED_BYTES, PreviousPairing.MOST)
              : List.of();
      return new Guest(name, challenge, previous);
    } catch (JsonFaultException | IllegalArgumentException e) {
      throw new PairingFormatException("the device's profile cannot be used", e);
    }
  }

  static byte[] writeHost(Host host) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", host.name());
    fields.putAll(KeyRecords.receiver(host.receiver()));
    fields.put(POSSESSION, Base64.getEncoder().encodeToString(host.possession().toByteArray()));
    return StrictJson.write(fields);
  }

  static Host readHost(byte[] json) throws PairingFormatException {
    try {
      Fields fields = Fields.read(json);
      return new Host(
          checkName(fields.text("name")),
          KeyRecords.receiver(fields),
          Bytes.copyFrom(fields.base64(POSSESSION, PossessionProof.BYTES)));
    } catch (JsonFaultException | IllegalArgumentException e) {
      throw new PairingFormatException("the receiver's profile cannot be used", e);
    }
  }
}
