package nz.co.medimage.receiver;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;

/**
 * A sealed envelope in a file whose name says what was announced of it: {@code
 * ENVELOPE_PAIRING_SIZE.sealed}, in the inbox {@code ENVELOPE_PAIRING_SIZE_TRANSPORT.sealed}, with
 * {@code _revoked} behind the transport if it was begun after its pairing was revoked. None of it
 * is certain before the envelope was opened.
 *
 * @param id the envelope, and the pairing that sends it
 * @param size in bytes, at least 1
 * @param transport by which it came; empty where that no longer matters
 * @param begun whether its pairing stood when it was begun
 * @param file where it is
 */
record HeldEnvelope(PhotoId id, long size, String transport, Begun begun, Path file) {
  private static final String TRANSPORT = "[a-z0-9-]{1,40}";
  private static final String REVOKED = "_revoked";
  private static final Pattern NAME =
      Pattern.compile(
          "([0-9a-f-]{36}_[0-9a-f-]{36})_([1-9][0-9]{0,17})"
              + "(?:_("
              + TRANSPORT
              + ")("
              + REVOKED
              + ")?)?\\.sealed");

  HeldEnvelope {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(begun, "begun");
    Objects.requireNonNull(file, "file");
  }

  /** When an upload was begun. It is part of the file's name, so that no crash makes it another. */
  enum Begun {
    WHILE_PAIRED,
    AFTER_REVOCATION
  }

  /** Whether a transport's id can be a part of a file's name. */
  static boolean isTransport(String id) {
    return id.matches(TRANSPORT);
  }

  /** The one that is, or will be, in a folder other than the inbox. */
  static HeldEnvelope in(Path folder, PhotoId id, long size) {
    return new HeldEnvelope(
        id, size, "", Begun.WHILE_PAIRED, folder.resolve(id + "_" + size + ".sealed"));
  }

  /** The one that is, or will be, in an inbox. */
  static HeldEnvelope in(Path inbox, PhotoId id, long size, String transport, Begun begun) {
    String name =
        id
            + ("_" + size + "_" + transport)
            + (begun == Begun.AFTER_REVOCATION ? REVOKED : "")
            + ".sealed";
    return new HeldEnvelope(id, size, transport, begun, inbox.resolve(name));
  }

  /** The pairing that sends it. */
  PairingId from() {
    return id.pairing();
  }

  /** The same, taken for one that was begun then. */
  HeldEnvelope begun(Begun then) {
    return new HeldEnvelope(id, size, transport, then, file);
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
              PhotoId.parse(name.group(1)),
              Long.parseLong(name.group(2)),
              Objects.requireNonNullElse(name.group(3), ""),
              name.group(4) == null ? Begun.WHILE_PAIRED : Begun.AFTER_REVOCATION,
              file));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
