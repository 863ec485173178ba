package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import nz.co.medimage.api.TokenHash;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.Intake.UploadState;

/** Keeps everything in files below one folder: nothing to install. For one node. */
public final class FileStore implements RelayStore {
  private final Path folder;
  private final Clock clock;
  private final Map<UUID, MailboxFolder> mailboxes = new ConcurrentHashMap<>();
  private final Map<UUID, Sender> senders = new ConcurrentHashMap<>();

  /** Tells the places of this process from those that an earlier one gave. */
  private final String epoch = Long.toHexString(new SecureRandom().nextLong());

  private volatile Consumer<UUID> listener = changed -> {};

  private FileStore(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Opens a store, and makes one where there is none. The caller sees to it that no other process
   * has it open, but for {@link #grant}.
   *
   * @param clock by which {@link #sweep} reckons
   * @throws IOException with one sentence if something in it is damaged, or if the disk fails
   */
  public static FileStore open(Path folder, Clock clock) throws IOException {
    FileStore store = new FileStore(DurableFiles.createPrivateFolders(folder), clock);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path each : all) {
        UUID id = UUID.fromString(each.getFileName().toString());
        MailboxFolder.load(id, each).ifPresent(mailbox -> store.take(id, mailbox));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(folder + " holds other things than mailboxes", e);
    }
    return store;
  }

  private void take(UUID id, MailboxFolder mailbox) {
    mailboxes.put(id, mailbox);
    mailbox.senders().forEach((pairing, token) -> senders.put(pairing, new Sender(id, token)));
  }

  @Override
  public synchronized Mailbox enrol(UUID id, TokenHash token) throws IOException {
    MailboxFolder there = mailboxes.get(id);
    if (there == null) {
      there = MailboxFolder.make(id, folder.resolve(id.toString()), token);
      mailboxes.put(id, there);
    }
    return there.mailbox();
  }

  @Override
  public Optional<Mailbox> mailbox(UUID id) throws IOException {
    MailboxFolder there = mailboxes.get(id);
    return there == null ? Optional.empty() : Optional.of(there.mailbox());
  }

  @Override
  public int mailboxes() {
    return mailboxes.size();
  }

  @Override
  public boolean grant(UUID mailbox, long bytes) throws IOException {
    MailboxFolder there = mailboxes.get(mailbox);
    if (there == null) {
      return false;
    }
    there.grant(bytes);
    return true;
  }

  @Override
  public Usage usage(UUID mailbox) throws IOException {
    return folder(mailbox).usage();
  }

  @Override
  public synchronized void admit(UUID mailbox, Map<UUID, TokenHash> wanted) throws IOException {
    MailboxFolder there = folder(mailbox);
    Map<UUID, TokenHash> admitted = new HashMap<>(wanted);
    admitted.entrySet().removeIf(e -> isForeign(e.getKey(), mailbox, e.getValue()));
    for (UUID pairing : admitted.keySet()) {
      Sender before = senders.get(pairing);
      if (before != null && !before.mailbox().equals(mailbox)) {
        moveAway(pairing, before.mailbox());
      }
    }
    Set<UUID> removed = new HashSet<>(there.senders().keySet());
    removed.removeAll(admitted.keySet());
    // Whatever the disk does: who is revoked is out at once, and who is new waits until it is kept.
    removed.forEach(senders::remove);
    removed.forEach(listener);
    there.admit(admitted);
    admitted.forEach((pairing, token) -> senders.put(pairing, new Sender(mailbox, token)));
  }

  private boolean isForeign(UUID pairing, UUID mailbox, TokenHash token) {
    Sender listed = senders.get(pairing);
    return listed != null && !listed.mailbox().equals(mailbox) && !listed.token().equals(token);
  }

  private void moveAway(UUID pairing, UUID mailbox) throws IOException {
    MailboxFolder there = folder(mailbox);
    Map<UUID, TokenHash> others = new HashMap<>(there.senders());
    others.remove(pairing);
    there.admit(others);
  }

  @Override
  public Optional<Sender> sender(UUID pairing) {
    return Optional.ofNullable(senders.get(pairing));
  }

  @Override
  public UploadState begin(MessageKey key, long size) throws IOException {
    return folder(key.mailbox()).begin(key, size);
  }

  @Override
  public Optional<UploadState> state(MessageKey key) throws IOException {
    return folder(key.mailbox()).state(key);
  }

  @Override
  public UploadState append(MessageKey key, long offset, ByteBuffer bytes) throws IOException {
    UploadState state = folder(key.mailbox()).append(key, offset, bytes);
    if (state.offset() == state.size()) {
      listener.accept(key.mailbox());
    }
    return state;
  }

  @Override
  public int read(MessageKey key, long offset, ByteBuffer into) throws IOException {
    return folder(key.mailbox()).read(key, offset, into);
  }

  @Override
  public Waiting waiting(UUID mailbox, String after, int most) throws IOException {
    List<HeldMessage> found = folder(mailbox).waiting(place(after), most);
    long last = found.isEmpty() ? place(after) : found.get(found.size() - 1).place;
    return new Waiting(
        found.stream().map(held -> new Waiting.Message(held.key, held.size)).toList(),
        epoch + "-" + last);
  }

  /** Places of an earlier process mean nothing here: all is told again. */
  private long place(String cursor) {
    if (!cursor.startsWith(epoch + "-")) {
      return 0;
    }
    try {
      return Long.parseLong(cursor.substring(epoch.length() + 1));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public boolean reply(MessageKey key, byte[] reply) throws IOException {
    boolean there = folder(key.mailbox()).reply(key, reply);
    listener.accept(key.id());
    return there;
  }

  @Override
  public Optional<byte[]> reply(MessageKey key) throws IOException {
    return folder(key.mailbox()).reply(key);
  }

  @Override
  public void drop(MessageKey key) throws IOException {
    folder(key.mailbox()).drop(key);
    listener.accept(key.id());
  }

  @Override
  public void sweep(Duration unfinished, Duration kept) throws IOException {
    Instant now = clock.instant();
    for (MailboxFolder mailbox : mailboxes.values()) {
      mailbox.sweep(now.minus(unfinished), now.minus(kept)).forEach(listener);
    }
  }

  @Override
  public void onChange(Consumer<UUID> changed) {
    listener = Objects.requireNonNull(changed, "listener");
  }

  private MailboxFolder folder(UUID mailbox) throws IOException {
    MailboxFolder there = mailboxes.get(mailbox);
    if (there == null) {
      throw new IOException("there is no such mailbox");
    }
    return there;
  }

  /** Nothing is open between calls. */
  @Override
  public void close() {}
}
