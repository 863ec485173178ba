package nz.co.medimage.sender;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file about one photo: {@code ID_DIGEST_PHOTO.sealed} and {@code
 * ID_DIGEST_PHOTO_KEY.sealed} in the outbox, {@code ID.sealed} by earlier versions; {@code
 * ID.json}, {@code ID_PHOTO.json} and {@code ID_PHOTO_KEY.json} for how it ended. All of this is
 * stored in the one step in which the file gets its name. Names have at most 143 bytes, the limit
 * on some encrypted disks.
 *
 * @param digest the digest of the sealed file as {@link SealedFile} writes it, if known
 * @param mark the mark by which an earlier envelope is found, if known
 */
record EntryName(EnvelopeId id, @Nullable String digest, @Nullable SendMark mark) {
  static final String SEALED = ".sealed";
  static final String ENDED = ".json";

  private static final int BYTES = 16;
  private static final String DIGITS = "([0-9a-f]{" + 2 * BYTES + "})";
  private static final Pattern SEALED_NAME =
      Pattern.compile(
          "([^_]+)(?:_" + SealedFile.DIGEST + "_" + DIGITS + "(?:_" + DIGITS + ")?)?\\.sealed");
  private static final Pattern ENDED_NAME =
      Pattern.compile("([^_]+)(?:_" + DIGITS + "(?:_" + DIGITS + ")?)?\\.json");

  /** The first 128 bits of a hash, which are enough unless somebody makes two that collide. */
  static String digits(byte[] hash) {
    return Sha256.hex(Arrays.copyOf(hash, BYTES));
  }

  /** Reads the name of a file in the outbox. */
  static Optional<EntryName> ofSealed(Path file) {
    Matcher name = SEALED_NAME.matcher(file.getFileName().toString());
    return name.matches()
        ? of(name, name.group(2), name.group(3), name.group(4))
        : Optional.empty();
  }

  /** Reads the name of a file that says how a photo ended. */
  static Optional<EntryName> ofEnded(Path file) {
    Matcher name = ENDED_NAME.matcher(file.getFileName().toString());
    return name.matches() ? of(name, null, name.group(2), name.group(3)) : Optional.empty();
  }

  private static Optional<EntryName> of(
      Matcher name, @Nullable String digest, @Nullable String photo, @Nullable String key) {
    try {
      EnvelopeId id = EnvelopeId.parse(name.group(1));
      return Optional.of(
          new EntryName(id, digest, photo == null ? null : new SendMark(photo, key)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The name of the sealed file. */
  String sealed() {
    StringBuilder name = new StringBuilder(id.toString());
    if (digest != null && mark != null) {
      name.append('_').append(digest).append('_').append(mark.photo());
      if (mark.key() != null) {
        name.append('_').append(mark.key());
      }
    }
    return name.append(SEALED).toString();
  }

  /** The name of the file that says how it ended, under which its mark is found if it has one. */
  String ended() {
    StringBuilder name = new StringBuilder(id.toString());
    if (mark != null) {
      name.append('_').append(mark.photo());
      if (mark.key() != null) {
        name.append('_').append(mark.key());
      }
    }
    return name.append(ENDED).toString();
  }
}
