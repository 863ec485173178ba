package nz.co.medimage.receiver;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;

/**
 * A sealed envelope in a file whose name says whose it is and how large it will be: {@code
 * ENVELOPE_PAIRING_SIZE.sealed}. It is whole when the file has that size.
 *
 * @param id the envelope
 * @param from the pairing that sends it
 * @param size in bytes, at least 1
 * @param file where it is
 */
record HeldEnvelope(EnvelopeId id, PairingId from, long size, Path file) {
  private static final Pattern NAME =
      Pattern.compile("([0-9a-f-]{36})_([0-9a-f-]{36})_([1-9][0-9]{0,17})\\.sealed");

  HeldEnvelope {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(file, "file");
  }

  /** The one that is, or will be, in a folder. */
  static HeldEnvelope in(Path folder, EnvelopeId id, PairingId from, long size) {
    return new HeldEnvelope(
        id, from, size, folder.resolve(id + "_" + from + "_" + size + ".sealed"));
  }

  /** The one whose file this is; nothing if the file has another kind of name. */
  static Optional<HeldEnvelope> of(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    if (!name.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new HeldEnvelope(
              EnvelopeId.parse(name.group(1)),
              PairingId.parse(name.group(2)),
              Long.parseLong(name.group(3)),
              file));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
