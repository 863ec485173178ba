package nz.co.medimage.relay.store;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message in a file whose name says what it is: {@code FROM_ID_SIZE}. It is whole when the file
 * has that size; its reply has the same name in another folder.
 */
final class HeldMessage {
  private static final Pattern NAME =
      Pattern.compile("([0-9a-f-]{36})_([0-9a-f-]{36})_([1-9][0-9]{0,17})");

  final MessageKey key;
  final long size;

  /** Bytes that are there. */
  long offset;

  /** Its place among what waits; 0 while it is not whole. */
  long place;

  boolean replied;

  HeldMessage(MessageKey key, long size) {
    this.key = key;
    this.size = size;
  }

  /** The one whose file this is; nothing if the file has another kind of name. */
  static Optional<HeldMessage> of(UUID mailbox, Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    if (!name.matches()) {
      return Optional.empty();
    }
    try {
      MessageKey key =
          new MessageKey(mailbox, UUID.fromString(name.group(1)), UUID.fromString(name.group(2)));
      return Optional.of(new HeldMessage(key, Long.parseLong(name.group(3))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  String name() {
    return key.from() + "_" + key.id() + "_" + size;
  }

  boolean isWhole() {
    return offset == size;
  }

  boolean waits() {
    return isWhole() && !replied;
  }
}
