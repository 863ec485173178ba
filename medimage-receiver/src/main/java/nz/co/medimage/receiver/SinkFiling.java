package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.internal.state.UnknownOutcome;
import nz.co.medimage.receiver.internal.state.UnknownOutcome.Decision;
import org.jspecify.annotations.Nullable;

/**
 * Has one sink file photos. A photo of which nobody knows whether the sink has it is not given to
 * the sink again until a person has decided; then the sink is told the decision instead.
 */
final class SinkFiling {
  private final String id;
  private final SinkBranch branch;
  private final UnknownOutcomes unknown;
  private final Ledger ledger;
  private final SafeEvents events;

  /**
   * Asks nothing yet.
   *
   * @param id of the sink
   */
  SinkFiling(String id, SinkBranch branch, ReceiverState state, SafeEvents events) {
    this.id = id;
    this.branch = branch;
    this.events = events;
    unknown = state.unknown();
    ledger = state.ledger();
  }

  /**
   * Has the sink file a photo, or tells it what a person decided.
   *
   * @param isReleased whether a person had it filed though it cannot be cleaned
   * @throws StepFailedException if it failed; {@link StepFailedException#isUnknown} if a person
   *     must look
   */
  SinkReference file(StagedPhoto photo, boolean isReleased)
      throws PhotoRejectedException, StepFailedException {
    Optional<UnknownOutcome> known = recorded(() -> unknown.find(photo.id(), id));
    if (known.isEmpty()) {
      return write(photo, isReleased);
    }
    UnknownOutcome outcome = known.get();
    if (outcome.reference() != null) {
      return new SinkReference(id, outcome.reference());
    }
    Decision decision = outcome.decision();
    if (decision == null) {
      throw outcomeUnknown(outcome.why());
    }
    recorded(() -> ledger.settle(photo.id(), UnknownOutcomes.settlement(id, decision)));
    if (!decision.filed()) {
      begin(photo.id(), outcome);
    }
    SinkReference place = settle(photo, isReleased, outcome, decision.filed());
    keep(photo.id(), outcome.settled(place.reference()));
    return place;
  }

  private SinkReference write(StagedPhoto photo, boolean isReleased)
      throws PhotoRejectedException, StepFailedException {
    try {
      return branch.write(photo, isReleased);
    } catch (StepFailedException e) {
      if (isOutcomeUnknown(e)) {
        ask(photo.id(), e.getMessage());
      }
      throw e;
    }
  }

  /** If the receiver stops meanwhile, nobody knows what became of it: that is a new question. */
  private void begin(PhotoId photo, UnknownOutcome outcome) throws StepFailedException {
    if (outcome.begun()) {
      ask(photo, outcome.why());
      throw outcomeUnknown(outcome.why());
    }
    keep(photo, outcome.asBegun());
  }

  private SinkReference settle(
      StagedPhoto photo, boolean isReleased, UnknownOutcome outcome, boolean isFiled)
      throws PhotoRejectedException, StepFailedException {
    try {
      return branch.settle(photo, isReleased, isFiled);
    } catch (PhotoRejectedException e) {
      recorded(() -> forget(photo.id()));
      throw e;
    } catch (StepFailedException e) {
      if (isOutcomeUnknown(e)) {
        ask(photo.id(), e.getMessage());
      } else if (isNotFiled(e)) {
        keep(photo.id(), outcome);
      }
      throw e;
    }
  }

  private boolean isOutcomeUnknown(StepFailedException e) {
    return e.step().equals(id) && e.isUnknown();
  }

  /** What a sink says as its contract has it is believed; one that was interrupted may be wrong. */
  private boolean isNotFiled(StepFailedException e) {
    boolean isSure = !e.isFault() && !(e.cause() instanceof InterruptedIOException);
    return isSure || !e.step().equals(id);
  }

  private void ask(PhotoId photo, @Nullable String why) throws StepFailedException {
    String sentence = Objects.requireNonNullElse(why, "");
    keep(photo, UnknownOutcome.of(sentence));
    events.outcomeUnknown(photo, id, sentence);
  }

  private StepFailedException outcomeUnknown(String why) {
    return StepFailedException.opened(id, new OutcomeUnknownException(why));
  }

  private void keep(PhotoId photo, UnknownOutcome outcome) throws StepFailedException {
    recorded(
        () -> {
          unknown.put(photo, id, outcome);
          return true;
        });
  }

  private boolean forget(PhotoId photo) throws IOException {
    unknown.forget(photo, id);
    return true;
  }

  @FunctionalInterface
  private interface Recording<T> {
    T run() throws IOException;
  }

  private static <T> T recorded(Recording<T> work) throws StepFailedException {
    try {
      return work.run();
    } catch (IOException e) {
      throw StepFailedException.opened(StepFailedException.RECEIVER, e);
    }
  }
}
