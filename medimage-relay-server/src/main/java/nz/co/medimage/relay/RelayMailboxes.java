package nz.co.medimage.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.relay.store.Mailbox;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.Waiting;
import nz.co.medimage.transport.http.server.Enrolment;
import nz.co.medimage.transport.http.server.Mailboxes;
import nz.co.medimage.transport.http.server.MessageReader;
import nz.co.medimage.transport.http.v1.MailboxAllowance;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import nz.co.medimage.transport.http.v1.SenderPage;
import nz.co.medimage.transport.http.v1.WaitingList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves receivers: their mailboxes, senders, offers and waiting messages. */
final class RelayMailboxes implements Mailboxes {
  /** The version of the UUIDs that are ids of envelopes. */
  private static final int ENVELOPES = 7;

  private static final Logger LOG = LoggerFactory.getLogger(RelayMailboxes.class);
  private static final Duration BETWEEN_NOTES = Duration.ofHours(1);

  /**
   * How long nothing must have come for an upload before its receiver may end it, and before it is
   * not awaited any more.
   */
  private static final Duration STANDS_STILL = Duration.ofSeconds(10);

  private final RelayStore store;
  private final Limits limits;
  private final Allowance allowance;
  private final Waiters waiters;
  private final ComingBytes coming;
  private final Sessions sessions;
  private final boolean openToThisMachine;
  private final RelayMetrics metrics;
  private final Clock clock;

  /**
   * @param openToThisMachine whether receivers of this machine need no enrolment key
   */
  RelayMailboxes(
      RelayStore store,
      Limits limits,
      boolean openToThisMachine,
      Allowance allowance,
      Waiters waiters,
      ComingBytes coming,
      Sessions sessions,
      RelayMetrics metrics,
      Clock clock) {
    this.store = store;
    this.allowance = allowance;
    this.limits = limits;
    this.openToThisMachine = openToThisMachine;
    this.waiters = waiters;
    this.coming = coming;
    this.sessions = sessions;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Boolean> enrol(Credential mailbox, Enrolment enrolment)
      throws IOException {
    Optional<Mailbox> known = store.mailbox(mailbox.id());
    if (known.isEmpty()) {
      checkEnrolment(mailbox.id(), enrolment);
    }
    Mailbox there = known.isPresent() ? known.get() : enrol(mailbox);
    check(there, mailbox);
    touch(there);
    boolean isNew = known.isEmpty();
    if (!isNew) {
      allowance.connected(mailbox.id(), enrolment.key());
    }
    return allowance
        .unlessFull(() -> sessions.open(mailbox.id(), enrolment.session()))
        .thenApply(opened -> isNew);
  }

  private Mailbox enrol(Credential mailbox) throws IOException {
    return allowance.unlessFull(() -> store.enrol(mailbox.id(), mailbox.tokenHash()));
  }

  private void checkEnrolment(UUID mailbox, Enrolment enrolment) throws IOException {
    boolean needsKey =
        limits.enrolmentKey().isPresent() && !(openToThisMachine && enrolment.isLocal());
    if (needsKey && !isKey(enrolment.key().orElse(""))) {
      throw allowance.refused(
          ProblemType.ENROLMENT_REFUSED,
          enrolment.key().isPresent()
              ? "The enrolment key that this receiver shows is not this relay's; its operator has it."
              : "This relay takes only receivers that show its enrolment key; its operator has it.");
    }
    if (store.mailboxes() >= limits.mailboxes()) {
      throw allowance.refused(
          ProblemType.ENROLMENT_REFUSED, "This relay has as many mailboxes as it may have.");
    }
    allowance.checkAdmitted(mailbox, enrolment.key());
  }

  private boolean isKey(String key) {
    return MessageDigest.isEqual(
        limits.enrolmentKey().orElse("").getBytes(StandardCharsets.UTF_8),
        key.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void authenticate(Credential mailbox) throws IOException {
    touch(known(mailbox));
  }

  @Override
  public void authenticate(Credential mailbox, UUID session) throws IOException {
    Mailbox there = known(mailbox);
    sessions.check(there, session);
    touch(there);
  }

  private Mailbox known(Credential mailbox) throws IOException {
    Mailbox there = store.mailbox(mailbox.id()).orElseThrow(RelayMailboxes::notHere);
    check(there, mailbox);
    return there;
  }

  /** Records that its receiver is there: a mailbox without one is dropped in the end. */
  private void touch(Mailbox mailbox) {
    if (mailbox.seen().plus(BETWEEN_NOTES).isBefore(clock.instant())) {
      try {
        store.touch(mailbox.id());
      } catch (IOException e) {
        LOG.debug("It is noted next time", e);
      }
    }
  }

  @Override
  public void endSession(UUID mailbox, UUID session) throws IOException {
    store.endSession(mailbox, session);
  }

  private static void check(Mailbox there, Credential shown) throws NotPairedException {
    if (!there.token().equals(shown.tokenHash())) {
      throw notHere();
    }
  }

  /** One sentence for both, so that nobody learns whether a mailbox exists. */
  private static NotPairedException notHere() {
    return new NotPairedException("This relay has no mailbox that belongs to this receiver");
  }

  @Override
  public void admit(UUID mailbox, SenderPage page) throws IOException {
    if (!allowance.unlessFull(() -> store.admit(mailbox, page))) {
      throw allowance.refused(
          ProblemType.TOO_MANY_SENDERS,
          "A receiver may have up to " + SenderPage.MOST_OF_A_MAILBOX + " devices at this relay.");
    }
  }

  @Override
  public boolean reserve(UUID mailbox, String nameplate, Duration term) throws IOException {
    return allowance.unlessFull(
        () -> store.reserve(nameplate, mailbox, clock.instant().plus(term)));
  }

  @Override
  public void release(UUID mailbox, String nameplate) throws IOException {
    store.release(nameplate, mailbox);
  }

  @Override
  public CompletionStage<WaitingList> waiting(
      UUID mailbox, UUID session, String after, Scope scope) {
    CompletableFuture<Void> answers = CompletableFuture.completedFuture(null);
    try {
      if (requireCurrent(mailbox, session).challenger().isPresent()) {
        answers = sessions.soon();
        var unused = answers.thenRun(() -> waiters.changed(mailbox));
      }
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Void> mayAnswer = answers;
    List<UUID> topics =
        scope == Scope.COMING_TOO
            ? List.of(mailbox, Waiting.comingTopic(mailbox))
            : List.of(mailbox);
    return waiters.await(
        topics, () -> waitingNow(mailbox, session, after, scope, mayAnswer.isDone()));
  }

  /**
   * @param answers whether a session that is challenged is to come again
   */
  private Optional<WaitingList> waitingNow(
      UUID mailbox, UUID session, String after, Scope scope, boolean answers) throws IOException {
    Mailbox now = requireCurrent(mailbox, session);
    Waiting waiting =
        scope == Scope.COMING_TOO
            ? store.waitingOrComing(mailbox, after, WaitingList.MOST, STANDS_STILL)
            : store.waiting(mailbox, after, WaitingList.MOST);
    return waiting.messages().isEmpty() && !(answers && now.challenger().isPresent())
        ? Optional.empty()
        : Optional.of(
            new WaitingList(
                waiting.messages().stream().map(RelayMailboxes::told).toList(), waiting.next()));
  }

  @Override
  public WaitingList unfinished(UUID mailbox) throws IOException {
    return new WaitingList(
        store.unfinished(mailbox, STANDS_STILL, WaitingList.MOST).stream()
            .map(RelayMailboxes::told)
            .toList(),
        WaitingList.FROM_THE_START);
  }

  @Override
  public MailboxAllowance allowance(UUID mailbox) throws IOException {
    return allowance.of(store.mailbox(mailbox).orElseThrow(RelayMailboxes::notHere));
  }

  private Mailbox requireCurrent(UUID mailbox, UUID session) throws IOException {
    Mailbox now = store.mailbox(mailbox).orElseThrow(RelayMailboxes::notHere);
    if (!now.isCurrent(session)) {
      throw Sessions.inUse();
    }
    return now;
  }

  private static WaitingList.Message told(Waiting.Message held) {
    return new WaitingList.Message(
        held.key().from(),
        held.key().id(),
        held.upload(),
        held.size(),
        held.nameplate(),
        held.isWhole());
  }

  @Override
  public long size(UUID mailbox, UUID from, UUID id) throws IOException {
    return store.state(new MessageKey(mailbox, from, id)).orElseThrow(RelayMailboxes::lost).size();
  }

  @Override
  public MessageReader read(UUID mailbox, UUID session, UUID from, UUID id, long offset)
      throws IOException {
    StoredReader reader =
        new StoredReader(
            store,
            coming,
            waiters,
            new MessageKey(mailbox, from, id),
            offset,
            size(mailbox, from, id),
            STANDS_STILL,
            () -> requireCurrent(mailbox, session));
    try {
      // So that the answer says it, if there is nothing to read.
      reader.open();
    } catch (NoSuchFileException e) {
      throw lost();
    }
    return reader;
  }

  /** A receipt says that a photo is filed, so any session of the receiver may bring it. */
  @Override
  public void reply(UUID mailbox, UUID session, UUID from, UUID id, byte[] reply)
      throws IOException {
    if (id.version() != ENVELOPES) {
      requireCurrent(mailbox, session);
    }
    end(new MessageKey(mailbox, from, id), StoredReply.reply(reply));
  }

  @Override
  public void refuse(
      UUID mailbox, UUID session, UUID from, UUID id, PairingRefusedException refusal)
      throws IOException {
    if (id.version() == ENVELOPES) {
      throw new ProblemException(
          ProblemType.BAD_MESSAGE,
          "Only a pairing message can be refused, an envelope has a receipt");
    }
    requireCurrent(mailbox, session);
    end(new MessageKey(mailbox, from, id), StoredReply.refusal(refusal));
  }

  private void end(MessageKey key, byte[] reply) throws IOException {
    if (!allowance.unlessFull(() -> store.reply(key, reply))) {
      throw lost();
    }
    metrics.replied();
  }

  @Override
  public void forget(UUID mailbox, UUID from, UUID id, UUID upload) throws IOException {
    store.drop(new MessageKey(mailbox, from, id), upload);
  }

  private static EnvelopeLostException lost() {
    return new EnvelopeLostException("There is no such message here, or no longer");
  }
}
