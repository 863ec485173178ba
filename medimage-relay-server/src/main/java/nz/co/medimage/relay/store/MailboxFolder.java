package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import nz.co.medimage.api.TokenHash;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.Intake.UploadState;

/**
 * One mailbox on disk, and what is known of it. Its methods take turns: those of other mailboxes do
 * not wait for them.
 */
final class MailboxFolder {
  private static final String TOKEN = "token";
  private static final String GRANTED = "granted";
  private static final String SENDERS = "senders";
  private static final String TAKEN_BEFORE = "taken-before";

  private final UUID id;
  private final Path folder;
  private final Path messages;
  private final Path replies;
  private final TokenHash token;
  private final Map<UUID, TokenHash> senders = new HashMap<>();
  private final Map<UUID, HeldMessage> held = new HashMap<>();
  private long places;
  private long takenBefore;

  private MailboxFolder(UUID id, Path folder, TokenHash token) throws IOException {
    this.id = id;
    this.folder = folder;
    this.token = token;
    messages = DurableFiles.createPrivateFolders(folder.resolve("messages"));
    replies = DurableFiles.createPrivateFolders(folder.resolve("replies"));
  }

  /** Makes one; it counts from the moment at which its token is there. */
  static MailboxFolder make(UUID id, Path folder, TokenHash token) throws IOException {
    DurableFiles.createPrivateFolders(folder);
    DurableFiles.write(folder.resolve(TOKEN), bytes(token.hex()));
    return new MailboxFolder(id, folder, token);
  }

  /** Takes up one; nothing if it was cut off while it was made. */
  static Optional<MailboxFolder> load(UUID id, Path folder) throws IOException {
    Optional<String> token = text(folder.resolve(TOKEN));
    if (token.isEmpty()) {
      return Optional.empty();
    }
    try {
      MailboxFolder mailbox = new MailboxFolder(id, folder, TokenHash.parse(token.get()));
      mailbox.load();
      return Optional.of(mailbox);
    } catch (IllegalArgumentException e) {
      throw new IOException("the mailbox " + folder + " is damaged; restore it from a backup", e);
    }
  }

  private void load() throws IOException {
    for (String line : text(folder.resolve(SENDERS)).orElse("").lines().toList()) {
      String[] parts = line.split(" ", -1);
      senders.put(UUID.fromString(parts[0]), TokenHash.parse(parts[1]));
    }
    takenBefore = Long.parseLong(text(folder.resolve(TAKEN_BEFORE)).orElse("0"));
    for (Path file : files(replies)) {
      HeldMessage.of(id, file).ifPresent(message -> put(message, message.size, true));
    }
    List<Path> waiting = files(messages);
    Map<Path, Instant> times = new HashMap<>();
    for (Path file : waiting) {
      times.put(file, Files.getLastModifiedTime(file).toInstant());
    }
    waiting.sort(Comparator.comparing(times::get));
    for (Path file : waiting) {
      load(file);
    }
  }

  private void load(Path file) throws IOException {
    Optional<HeldMessage> found = HeldMessage.of(id, file);
    if (found.isEmpty()) {
      return;
    }
    HeldMessage message = found.get();
    long offset = Files.size(file);
    if (held.containsKey(message.key.id()) || offset > message.size) {
      Files.delete(file); // its reply is there already
    } else {
      put(message, offset, false);
    }
  }

  private void put(HeldMessage message, long offset, boolean replied) {
    message.offset = offset;
    message.replied = replied;
    if (message.waits()) {
      message.place = ++places;
    }
    held.put(message.key.id(), message);
  }

  /** What lies in it, as it is now; grants are looked up, since another process gives them. */
  Mailbox mailbox() throws IOException {
    return new Mailbox(id, token, Long.parseLong(text(folder.resolve(GRANTED)).orElse("0")));
  }

  synchronized void grant(long bytes) throws IOException {
    long granted = Math.addExact(mailbox().granted(), bytes);
    DurableFiles.write(folder.resolve(GRANTED), bytes(Long.toString(granted)));
  }

  synchronized Usage usage() {
    long waiting = 0;
    long taken = takenBefore;
    for (HeldMessage message : held.values()) {
      taken += message.size;
      waiting += message.replied ? 0 : message.size;
    }
    return new Usage(waiting, taken);
  }

  synchronized Map<UUID, TokenHash> senders() {
    return Map.copyOf(senders);
  }

  /** Replaces the list. */
  synchronized void admit(Map<UUID, TokenHash> admitted) throws IOException {
    StringBuilder lines = new StringBuilder();
    admitted.forEach((pairing, hash) -> lines.append(pairing + " " + hash.hex() + "\n"));
    DurableFiles.write(folder.resolve(SENDERS), bytes(lines.toString()));
    senders.clear();
    senders.putAll(admitted);
    drop(
        held.values().stream()
            .filter(message -> !message.isWhole() && !admitted.containsKey(message.key.from()))
            .toList());
  }

  synchronized UploadState begin(MessageKey key, long size) throws IOException {
    Optional<HeldMessage> begun = find(key);
    if (begun.isPresent()) {
      return state(begun.get());
    }
    if (held.containsKey(key.id())) {
      throw new IOException("a message of this id came from another sender");
    }
    HeldMessage message = new HeldMessage(key, size);
    Files.deleteIfExists(file(message));
    DurableFiles.createPrivate(file(message)).close();
    held.put(key.id(), message);
    return state(message);
  }

  synchronized Optional<UploadState> state(MessageKey key) {
    return find(key).map(MailboxFolder::state);
  }

  private static UploadState state(HeldMessage message) {
    return new UploadState(message.offset, message.size);
  }

  private Optional<HeldMessage> find(MessageKey key) {
    return Optional.ofNullable(held.get(key.id())).filter(message -> message.key.equals(key));
  }

  synchronized UploadState append(MessageKey key, long offset, ByteBuffer bytes)
      throws IOException {
    HeldMessage message = find(key).orElseThrow(MailboxFolder::gone);
    if (message.replied || message.offset != offset || message.isWhole()) {
      return state(message);
    }
    if (bytes.remaining() > message.size - offset) {
      throw new IllegalArgumentException("these are more bytes than are missing");
    }
    try (FileChannel channel = FileChannel.open(file(message), StandardOpenOption.WRITE)) {
      long now = offset;
      while (bytes.hasRemaining()) {
        now += channel.write(bytes, now);
      }
      if (now == message.size) {
        channel.force(true);
        DurableFiles.forceFolder(messages);
      }
      message.offset = now;
    }
    if (message.waits()) {
      message.place = ++places;
    }
    return state(message);
  }

  int read(MessageKey key, long offset, ByteBuffer into) throws IOException {
    Path file;
    synchronized (this) {
      file = file(find(key).filter(HeldMessage::waits).orElseThrow(MailboxFolder::gone));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int read = 0;
      while (into.hasRemaining()) {
        int n = channel.read(into, offset + read);
        if (n < 0) {
          break;
        }
        read += n;
      }
      return read;
    }
  }

  /** Those that wait and have a place beyond {@code after}, the oldest first. */
  synchronized List<HeldMessage> waiting(long after, int most) {
    return held.values().stream()
        .filter(message -> message.waits() && message.place > after)
        .sorted(Comparator.comparingLong(message -> message.place))
        .limit(most)
        .toList();
  }

  synchronized boolean reply(MessageKey key, byte[] reply) throws IOException {
    Optional<HeldMessage> found = find(key);
    if (found.isEmpty() || !found.get().isWhole()) {
      return false;
    }
    HeldMessage message = found.get();
    if (!message.replied) {
      DurableFiles.write(replies.resolve(message.name()), reply);
      message.replied = true;
    }
    Files.deleteIfExists(file(message));
    return true;
  }

  Optional<byte[]> reply(MessageKey key) throws IOException {
    Path file;
    synchronized (this) {
      Optional<HeldMessage> found = find(key).filter(message -> message.replied);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      file = replies.resolve(found.get().name());
    }
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  synchronized void drop(MessageKey key) throws IOException {
    Optional<HeldMessage> found = find(key);
    if (found.isPresent()) {
      drop(List.of(found.get()));
    }
  }

  /**
   * What they took stays counted, but for a crash between the two. They go first: on a full disk
   * nothing can be written before.
   */
  private void drop(List<HeldMessage> messages) throws IOException {
    for (HeldMessage message : messages) {
      Files.deleteIfExists(file(message));
      Files.deleteIfExists(replies.resolve(message.name()));
      held.remove(message.key.id());
      takenBefore += message.size;
    }
    if (!messages.isEmpty()) {
      DurableFiles.write(folder.resolve(TAKEN_BEFORE), bytes(Long.toString(takenBefore)));
    }
  }

  /** Drops what did not change since: {@code unfinished} if it is not whole, else {@code kept}. */
  synchronized Set<UUID> sweep(Instant unfinished, Instant kept) throws IOException {
    List<HeldMessage> old = new ArrayList<>();
    for (HeldMessage message : held.values()) {
      Path file = message.replied ? replies.resolve(message.name()) : file(message);
      Instant limit = message.isWhole() ? kept : unfinished;
      if (Files.notExists(file) || Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
        old.add(message);
      }
    }
    drop(old);
    return old.stream().map(message -> message.key.id()).collect(Collectors.toSet());
  }

  private Path file(HeldMessage message) {
    return messages.resolve(message.name());
  }

  private static NoSuchFileException gone() {
    return new NoSuchFileException("the message is not here, or no longer");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Optional<String> text(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      files.forEach(all::add);
    }
    return all;
  }
}
