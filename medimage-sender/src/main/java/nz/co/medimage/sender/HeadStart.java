package nz.co.medimage.sender;

/** For how long a route is tried before the next one is tried beside it. Not safe by itself. */
final class HeadStart {

  /** So many of them a route may get in all, however often it shows progress. */
  private static final int MOST = 5;

  private final RetryClock retryClock;
  private final long begun;
  private long until;

  HeadStart(RetryClock retryClock) {
    this.retryClock = retryClock;
    this.begun = retryClock.now();
    this.until = begun;
  }

  /** Begins again: there is progress. */
  void renew() {
    long now = retryClock.now();
    long one = retryClock.headStart().toNanos();
    until = now + Math.min(one, begun - now + MOST * one);
  }

  /** Is over from now on, unless there is progress again. */
  void end() {
    until = retryClock.now();
  }

  /** When it is over, in the time of {@link RetryClock#now()}. */
  long until() {
    return until;
  }

  boolean isOver() {
    return retryClock.now() - until >= 0;
  }
}
