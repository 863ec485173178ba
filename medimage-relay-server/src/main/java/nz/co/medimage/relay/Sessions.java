package nz.co.medimage.relay;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.relay.store.Mailbox;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only one run of a receiver at a time collect from its mailbox, {@code spec/relay-v1.md},
 * section 3.1. A newcomer challenges the current run: the request of that run which waits, at
 * whatever node, is answered, and its next request answers the challenge.
 */
final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  private final RelayStore store;
  private final Waiters waiters;
  private final Executor executor;
  private final Duration patience;

  /**
   * @param executor for what may block
   * @param patience how long a session that is challenged may take to show itself
   */
  Sessions(RelayStore store, Waiters waiters, Executor executor, Duration patience) {
    this.store = store;
    this.waiters = waiters;
    this.executor = executor;
    this.patience = patience;
  }

  /** How a challenge ended. */
  private enum Outcome {
    CURRENT,
    UNANSWERED
  }

  /**
   * Makes a session the one that collects.
   *
   * @return a stage that fails if another session collects and is still there
   */
  CompletionStage<Void> open(UUID mailbox, UUID session) throws IOException {
    if (store.openSession(mailbox, session)) {
      return CompletableFuture.completedFuture(null);
    }
    return waiters
        .await(List.of(mailbox), () -> outcome(mailbox, session))
        .completeOnTimeout(Outcome.UNANSWERED, patience.toMillis(), TimeUnit.MILLISECONDS)
        .thenAcceptAsync(outcome -> settle(mailbox, session, outcome), executor);
  }

  private Optional<Outcome> outcome(UUID mailbox, UUID session) throws IOException {
    Mailbox now = store.mailbox(mailbox).orElseThrow(Sessions::inUse);
    if (isCurrent(now, session)) {
      return Optional.of(Outcome.CURRENT);
    }
    if (!now.challenger().equals(Optional.of(session))) {
      throw inUse();
    }
    return Optional.empty();
  }

  private boolean isCurrent(Mailbox mailbox, UUID session) throws IOException {
    return mailbox.session().isEmpty()
        ? store.openSession(mailbox.id(), session)
        : mailbox.isCurrent(session);
  }

  private void settle(UUID mailbox, UUID session, Outcome outcome) {
    try {
      if (outcome == Outcome.UNANSWERED && !store.takeOver(mailbox, session)) {
        throw inUse();
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /**
   * Lets the session in that collects; one that comes while none does is that from now on.
   *
   * @throws ProblemException if another one does
   */
  void check(Mailbox mailbox, UUID session) throws IOException {
    if (!isCurrent(mailbox, session)) {
      throw inUse();
    }
    if (mailbox.challenger().isPresent()) {
      try {
        store.answerChallenge(mailbox.id(), session);
      } catch (IOException e) {
        LOG.warn("A session could not answer: {}", e.getMessage()); // its next request does
      }
    }
  }

  /**
   * Completes after a third of the patience: a session that asks again then is still in time to
   * answer a challenge. One that is challenged when its request begins could not answer it, or has
   * only just been challenged: to end that request at once would make it ask again and again while
   * the store cannot be written to.
   */
  CompletableFuture<Void> soon() {
    return new CompletableFuture<Void>()
        .completeOnTimeout(null, patience.toMillis() / 3, TimeUnit.MILLISECONDS);
  }

  static ProblemException inUse() {
    return new ProblemException(
        ProblemType.MAILBOX_IN_USE, "Another receiver collects from this mailbox with its key");
  }
}
