package nz.co.medimage.receiver;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import nz.co.medimage.api.PhotoId;

/** The calls of add-ons that go on at this moment, and since when: one that hangs is told of. */
final class BusySteps {
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final Duration tellAfter;
  private final SafeEvents events;

  /**
   * Has no call yet.
   *
   * @param tellAfter how long a call takes before it is told of, again whenever that has doubled
   */
  BusySteps(Duration tellAfter, SafeEvents events) {
    this.tellAfter = tellAfter;
    this.events = events;
  }

  /** One call; each is itself alone. */
  private static final class Call {
    private final String step;
    private final PhotoId id;
    private final long since = System.nanoTime();
    private volatile Duration tellAt;

    Call(String step, PhotoId id, Duration tellAt) {
      this.step = step;
      this.id = id;
      this.tellAt = tellAt;
    }

    Duration lasted() {
      return Duration.ofNanos(System.nanoTime() - since);
    }
  }

  /** A call begins; {@link #end} is told what this gives. */
  Object begin(String step, PhotoId id) {
    Call call = new Call(step, id, tellAfter);
    calls.add(call);
    return call;
  }

  void end(Object call) {
    calls.remove((Call) call);
  }

  /**
   * Tells of calls that take long.
   *
   * @return how many there are
   */
  int tell() {
    List<Call> late = calls.stream().filter(c -> c.lasted().compareTo(tellAfter) >= 0).toList();
    for (Call call : late) {
      Duration lasted = call.lasted();
      if (lasted.compareTo(call.tellAt) >= 0) {
        call.tellAt = call.tellAt.multipliedBy(2);
        events.busy(call.id.envelope(), call.step, lasted);
      }
    }
    return late.size();
  }

  /** The steps that are at it. */
  Set<String> steps() {
    return calls.stream().map(call -> call.step).collect(Collectors.toSet());
  }
}
