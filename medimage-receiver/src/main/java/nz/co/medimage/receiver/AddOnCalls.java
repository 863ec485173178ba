package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.InterruptedIOException;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.runtime.BareTrace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls filters, checks and sinks, which may come from anybody, and believes them no more than
 * their contracts say. Errors are caught too: an add-on that cannot be linked must neither lose a
 * photo nor stop others. Says how long each call takes, and logs each failure under the add-on's
 * id. Only a fault of an add-on is logged with its trace, each kind once: that a target is away is
 * no fault.
 */
final class AddOnCalls {
  private static final Logger LOG = LoggerFactory.getLogger(AddOnCalls.class);

  private static final String TOO_LONG = " took too long and was interrupted";

  private final TracedFailures traced = new TracedFailures();
  private final BusySteps busy;
  private final PhotoFaults faults;

  AddOnCalls(BusySteps busy, PhotoFaults faults) {
    this.busy = busy;
    this.faults = faults;
  }

  /** A call of an add-on. */
  @FunctionalInterface
  private interface Call<T> {
    T run() throws IOException, PhotoRejectedException;
  }

  /** Looks at what a filter gave back. */
  @FunctionalInterface
  interface Verification {
    void verify(StagedPhoto passed) throws IOException;
  }

  /**
   * Has a filter look at a photo.
   *
   * @param id of the filter
   * @throws StepFailedException if it failed, or gave back what {@code verification} throws at
   */
  StagedPhoto filter(String id, PhotoFilter filter, StagedPhoto photo, Verification verification)
      throws PhotoRejectedException, StepFailedException {
    return call(
        id,
        photo,
        () -> {
          StagedPhoto passed = notNull("filter", id, filter.apply(photo));
          verification.verify(passed);
          return passed;
        });
  }

  /**
   * Has a patient check look up whose a photo is.
   *
   * @param id of the check
   * @throws StepFailedException if it failed
   */
  PatientMatch find(String id, PatientCheck check, StagedPhoto photo) throws StepFailedException {
    try {
      return call(
          id,
          photo,
          () ->
              notNull(
                  "patient check",
                  id,
                  check.find(PatientQuery.of(photo.manifest().tag(), photo.from()))));
    } catch (PhotoRejectedException e) {
      throw new IllegalStateException("a check rejects nothing", e);
    }
  }

  /**
   * Has a sink file a photo.
   *
   * @param id of the sink
   * @param longest of its reference no more than so many UTF-16 units are kept
   * @throws StepFailedException if it failed, or answered for another sink
   */
  SinkReference write(String id, Sink sink, StagedPhoto photo, int longest)
      throws PhotoRejectedException, StepFailedException {
    return call(id, photo, () -> filed(id, sink.write(photo), longest));
  }

  /**
   * Tells a sink what a person decided of a photo whose outcome was unknown.
   *
   * @param isFiled whether the person found it in the target
   * @param longest of its reference no more than so many UTF-16 units are kept
   * @throws StepFailedException if it failed, or answered for another sink
   */
  SinkReference settle(String id, Sink sink, StagedPhoto photo, boolean isFiled, int longest)
      throws PhotoRejectedException, StepFailedException {
    return call(id, photo, () -> filed(id, sink.settle(photo, isFiled), longest));
  }

  private static SinkReference filed(String id, @Nullable SinkReference answer, int longest)
      throws IOException {
    SinkReference filed = notNull("sink", id, answer);
    if (!filed.sink().equals(id)) {
      throw new BrokenContractException(
          "the sink " + id + " says that another sink filed the photo; ask who made it to mend it");
    }
    return new SinkReference(id, ReceiptTexts.cut(filed.reference(), longest));
  }

  private static <T> T notNull(String kind, String id, @Nullable T result)
      throws BrokenContractException {
    if (result == null) {
      throw new BrokenContractException(
          "the " + kind + " " + id + " returned null; ask who made it to mend it");
    }
    return result;
  }

  private <T> T call(String step, StagedPhoto photo, Call<T> call)
      throws PhotoRejectedException, StepFailedException {
    BusySteps.Call begun = busy.begin(step, photo);
    Throwable failure;
    boolean isInterrupted = false;
    try {
      T result = call.run();
      faults.passed(step, photo.id());
      return result;
    } catch (PhotoRejectedException | IOException | RuntimeException | Error e) {
      failure = e;
    } finally {
      isInterrupted = begun.end();
    }
    // An interrupt may have made it reject the photo; a result is believed, as it is a deed.
    if (failure instanceof PhotoRejectedException rejected && !isInterrupted) {
      faults.passed(step, photo.id());
      throw rejected;
    }
    // That a request left is a deed too, and must not be forgotten.
    boolean isBelieved = !isInterrupted || failure instanceof OutcomeUnknownException;
    throw failed(step, photo.id(), isBelieved ? failure : interrupted(step, failure));
  }

  /** Whatever it made of the interrupt: the photo is not to blame, and it is tried again. */
  private IOException interrupted(String step, Throwable failure) {
    String why = busy.isEnding() ? " was interrupted, as the receiver closes" : TOO_LONG;
    InterruptedIOException interrupted = new InterruptedIOException(step + why);
    interrupted.initCause(failure);
    return interrupted;
  }

  /**
   * What an add-on says of a photo can name the patient, so only those who debug read its messages.
   */
  private StepFailedException failed(String step, PhotoId id, Throwable e) {
    StepFailedException failure = StepFailedException.opened(step, e);
    LOG.debug("{} failed on {}", step, id.envelope(), e);
    if (!failure.isFault()) {
      LOG.info("{} failed on {} with {}", step, id.envelope(), e.getClass().getName());
    } else if (traced.isFirst(step, e)) {
      LOG.warn("{} failed on {}", step, id.envelope(), new BareTrace(e));
    } else {
      LOG.warn("{} failed on {} with {} again", step, id.envelope(), e.getClass().getName());
    }
    return failure;
  }
}
