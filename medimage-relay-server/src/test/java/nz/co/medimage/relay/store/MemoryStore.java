package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Intake.UploadState;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.transport.http.v1.SenderPage;
import org.jspecify.annotations.Nullable;

/**
 * What a store is to do, as plainly as it can be said: counts are made anew each time. It uses
 * public types alone, as a store of somebody else has to.
 */
public final class MemoryStore implements RelayStore {
  private final Clock clock;
  private final Map<UUID, Mailbox> mailboxes = new HashMap<>();
  private final Map<UUID, AdmittedSender> senders = new HashMap<>();
  private final Map<String, Offer> offers = new HashMap<>();
  private final List<Held> held = new ArrayList<>();
  private final Map<UUID, Long> ended = new HashMap<>();
  private @Nullable Listener listener;
  private int places;

  public MemoryStore(Clock clock) {
    this.clock = clock;
  }

  private static final class Held {
    final MessageKey key;
    final UUID upload = UUID.randomUUID();
    final byte[] bytes;
    int offset;
    int place;
    byte @Nullable [] reply;
    Instant changed;

    Held(MessageKey key, int size, Instant now) {
      this.key = key;
      bytes = new byte[size];
      changed = now;
    }

    UploadState state() {
      return new UploadState(offset, bytes.length);
    }

    boolean isWhole() {
      return offset == bytes.length;
    }
  }

  private void tell(UUID id) {
    Objects.requireNonNull(listener).changed(id);
  }

  private Optional<Held> find(MessageKey key) {
    return held.stream().filter(each -> each.key.equals(key)).findFirst();
  }

  private void remove(Predicate<Held> which) {
    held.stream().filter(which).forEach(each -> tell(each.key.topic()));
    held.removeIf(which);
  }

  private void require(UUID mailbox) throws IOException {
    if (!mailboxes.containsKey(mailbox)) {
      throw new IOException("there is no such mailbox");
    }
  }

  @Override
  public Mailbox enrol(UUID id, TokenHash token) {
    return mailboxes.computeIfAbsent(id, made -> mailbox(id, token, 0, Optional.empty()));
  }

  private Mailbox mailbox(UUID id, TokenHash token, long granted, Optional<UUID> session) {
    return new Mailbox(id, token, granted, clock.instant(), session, Optional.empty());
  }

  @Override
  public void touch(UUID id) {
    mailboxes.computeIfPresent(
        id, (same, was) -> mailbox(id, was.token(), was.granted(), was.session()));
  }

  @Override
  public String enrolmentKey(String fresh) {
    throw new UnsupportedOperationException();
  }

  /** One receiver at a time: nobody challenges it. */
  @Override
  public boolean openSession(UUID id, UUID session) {
    mailboxes.computeIfPresent(
        id, (same, was) -> mailbox(id, was.token(), was.granted(), Optional.of(session)));
    return true;
  }

  @Override
  public void answerChallenge(UUID id, UUID session) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean takeOver(UUID id, UUID session) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void endSession(UUID id, UUID session) {
    mailboxes.computeIfPresent(
        id, (same, was) -> mailbox(id, was.token(), was.granted(), Optional.empty()));
  }

  @Override
  public Optional<Mailbox> mailbox(UUID id) {
    return Optional.ofNullable(mailboxes.get(id));
  }

  @Override
  public int mailboxes() {
    return mailboxes.size();
  }

  @Override
  public boolean grant(UUID mailbox, long bytes) {
    return mailboxes.computeIfPresent(
            mailbox,
            (id, was) ->
                new Mailbox(
                    id,
                    was.token(),
                    was.granted() + bytes,
                    was.seen(),
                    was.session(),
                    was.challenger()))
        != null;
  }

  @Override
  public Usage usage(UUID mailbox) throws IOException {
    require(mailbox);
    long waiting =
        held.stream()
            .filter(each -> each.key.mailbox().equals(mailbox) && each.reply == null)
            .mapToLong(each -> each.bytes.length)
            .sum();
    return new Usage(waiting, waiting + ended.getOrDefault(mailbox, 0L));
  }

  @Override
  public boolean admit(UUID mailbox, SenderPage page) throws IOException {
    require(mailbox);
    Map<UUID, TokenHash> wanted = new HashMap<>();
    page.senders().forEach((pairing, token) -> wanted.put(pairing.value(), token));
    offers.values().stream()
        .filter(offer -> offer.mailbox().equals(mailbox))
        .forEach(offer -> wanted.remove(offer.id()));
    Map<UUID, AdmittedSender> before = Map.copyOf(senders);
    senders
        .entrySet()
        .removeIf(
            each ->
                each.getValue().mailbox().equals(mailbox)
                    && page.covers(new PairingId(each.getKey()))
                    && !wanted.containsKey(each.getKey()));
    wanted.forEach(
        (pairing, token) -> {
          AdmittedSender there = senders.get(pairing);
          if (there == null || there.mailbox().equals(mailbox) || there.token().equals(token)) {
            senders.put(pairing, new AdmittedSender(mailbox, token));
          }
        });
    before.forEach(
        (pairing, sender) -> {
          AdmittedSender now = senders.get(pairing);
          if (now == null || !now.mailbox().equals(sender.mailbox())) {
            tell(pairing);
            dropOfStrangers(sender.mailbox());
          }
        });
    dropOfStrangers(mailbox);
    return true;
  }

  private void dropOfStrangers(UUID mailbox) {
    remove(
        each ->
            each.key.mailbox().equals(mailbox)
                && !each.isWhole()
                && !sender(each.key.from()).map(s -> s.mailbox().equals(mailbox)).orElse(false)
                && offerOf(each).isEmpty());
  }

  @Override
  public Optional<AdmittedSender> sender(UUID pairing) {
    return Optional.ofNullable(senders.get(pairing));
  }

  @Override
  public boolean reserve(String nameplate, UUID mailbox, Instant until) throws IOException {
    if (offer(nameplate).isEmpty() && offers.containsKey(nameplate)) {
      UUID over = offers.get(nameplate).mailbox();
      dropOver(offer -> offer.mailbox().equals(over));
    }
    require(mailbox);
    Offer there = offers.get(nameplate);
    if (there != null && !there.mailbox().equals(mailbox)) {
      return false;
    }
    UUID id = there == null ? UUID.randomUUID() : there.id();
    offers.put(nameplate, new Offer(id, mailbox, nameplate, until));
    return true;
  }

  private void dropOver(Predicate<Offer> which) {
    for (Offer offer : List.copyOf(offers.values())) {
      if (which.test(offer) && !offer.until().isAfter(clock.instant())) {
        release(offer.nameplate(), offer.mailbox());
      }
    }
  }

  @Override
  public void release(String nameplate, UUID mailbox) {
    Offer there = offers.get(nameplate);
    if (there != null && there.mailbox().equals(mailbox)) {
      offers.remove(nameplate);
      remove(each -> each.key.from().equals(there.id()) && each.key.mailbox().equals(mailbox));
    }
  }

  @Override
  public Optional<Offer> offer(String nameplate) {
    return Optional.ofNullable(offers.get(nameplate))
        .filter(offer -> offer.until().isAfter(clock.instant()));
  }

  @Override
  public UploadState begin(MessageKey key, long size) throws IOException {
    require(key.mailbox());
    Optional<Held> there = find(key);
    if (there.isPresent() && (there.get().bytes.length == size || there.get().isWhole())) {
      return there.get().state();
    }
    remove(each -> each.key.equals(key));
    held.add(new Held(key, (int) size, clock.instant()));
    return new UploadState(0, size);
  }

  @Override
  public Optional<UploadState> state(MessageKey key) {
    return find(key).map(Held::state);
  }

  @Override
  public int messages(UUID from) {
    return (int) held.stream().filter(each -> each.key.from().equals(from)).count();
  }

  @Override
  public UploadState append(MessageKey key, long offset, ByteBuffer bytes) throws IOException {
    Held there = find(key).orElseThrow(() -> new NoSuchFileException("none"));
    if (there.offset == offset && bytes.hasRemaining() && !there.isWhole()) {
      if (bytes.remaining() > there.bytes.length - offset) {
        throw new IllegalArgumentException("too many");
      }
      int length = bytes.remaining();
      bytes.duplicate().get(there.bytes, there.offset, length);
      there.offset += length;
      there.changed = clock.instant();
      there.place = there.isWhole() ? ++places : 0;
    }
    if (there.offset == offset + bytes.remaining()) {
      bytes.position(bytes.limit());
    }
    if (there.isWhole() && there.reply == null) {
      tell(key.mailbox());
    }
    return there.state();
  }

  private Held waits(MessageKey key) throws IOException {
    return find(key)
        .filter(each -> each.isWhole() && each.reply == null)
        .orElseThrow(() -> new NoSuchFileException("none"));
  }

  @Override
  public int read(MessageKey key, long offset, ByteBuffer into) throws IOException {
    Held there = waits(key);
    int length = (int) Math.max(0, Math.min(into.remaining(), there.bytes.length - offset));
    if (length > 0) {
      into.put(there.bytes, (int) offset, length);
    }
    return length;
  }

  @Override
  public Waiting waiting(UUID mailbox, String after, int most) {
    List<Held> found =
        held.stream()
            .filter(each -> each.key.mailbox().equals(mailbox))
            .filter(each -> each.isWhole() && each.reply == null)
            .filter(each -> each.place > Integer.parseInt(after))
            .sorted(Comparator.comparingInt(each -> each.place))
            .limit(most)
            .toList();
    String next = found.isEmpty() ? after : "" + found.get(found.size() - 1).place;
    return new Waiting(found.stream().map(this::message).toList(), next);
  }

  private Waiting.Message message(Held each) {
    return new Waiting.Message(
        each.key, each.upload, each.bytes.length, offerOf(each).map(Offer::nameplate));
  }

  private Optional<Offer> offerOf(Held each) {
    return offers.values().stream()
        .filter(offer -> offer.id().equals(each.key.from()))
        .filter(offer -> offer.mailbox().equals(each.key.mailbox()))
        .findFirst();
  }

  @Override
  public List<Waiting.Message> unfinished(UUID mailbox, Duration still, int most) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean reply(MessageKey key, byte[] reply) {
    Optional<Held> there = find(key);
    if (there.isEmpty()) {
      return false;
    }
    if (there.get().reply == null) {
      boolean wasWhole = there.get().isWhole();
      there.get().offset = there.get().bytes.length;
      there.get().reply = Arrays.copyOf(reply, reply.length);
      there.get().changed = clock.instant();
      if (wasWhole && offerOf(there.get()).isEmpty()) {
        ended.merge(key.mailbox(), (long) there.get().bytes.length, Long::sum);
      }
    }
    tell(key.topic());
    return true;
  }

  @Override
  public Optional<byte[]> reply(MessageKey key) {
    return find(key).map(each -> each.reply);
  }

  @Override
  public void drop(MessageKey key) {
    remove(each -> each.key.equals(key));
  }

  @Override
  public void drop(MessageKey key, UUID upload) {
    remove(each -> each.key.equals(key) && each.upload.equals(upload));
  }

  @Override
  public int dropStalled(UUID mailbox, Duration empty, Duration begun) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int dropIdle(Duration unused, Duration idle) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sweep(Duration unfinished, Duration kept) {
    dropOver(offer -> true);
    Instant now = clock.instant();
    remove(each -> each.changed.isBefore(now.minus(each.isWhole() ? kept : unfinished)));
  }

  @Override
  public long room() {
    return Long.MAX_VALUE;
  }

  @Override
  public Totals totals() {
    List<Held> waiting = held.stream().filter(each -> each.reply == null).toList();
    return new Totals(
        mailboxes.size(),
        waiting.size(),
        waiting.stream().mapToLong(each -> each.bytes.length).sum());
  }

  @Override
  public void check() {}

  @Override
  public void onChange(Listener told) {
    listener = told;
  }

  @Override
  public void close() {}
}
