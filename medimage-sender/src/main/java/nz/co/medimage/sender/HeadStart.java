package nz.co.medimage.sender;

/** How long a route is tried before the next one is tried at the same time. Callers synchronize. */
final class HeadStart {

  /** The maximum for a route, in head starts, however often it shows progress. */
  private static final int MOST = 5;

  private final RetryClock retryClock;
  private final long begun;
  private long until;

  HeadStart(RetryClock retryClock) {
    this.retryClock = retryClock;
    this.begun = retryClock.now();
    this.until = begun;
  }

  /** Starts again, because there is progress. */
  void renew() {
    long now = retryClock.now();
    long one = retryClock.headStart().toNanos();
    until = now + Math.min(one, begun - now + MOST * one);
  }

  /** Ends it now, until there is progress again. */
  void end() {
    until = retryClock.now();
  }

  /** When it ends, in the time of {@link RetryClock#now()}. */
  long until() {
    return until;
  }

  boolean isOver() {
    return retryClock.now() - until >= 0;
  }
}
