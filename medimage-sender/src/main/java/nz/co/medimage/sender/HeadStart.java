package nz.co.medimage.sender;

/** For how long a way is tried before the next one is tried beside it. Not safe by itself. */
final class HeadStart {

  /** So many of them a way may get in all, however often it shows progress. */
  private static final int MOST = 5;

  private final RetryClock pace;
  private final long begun;
  private long until;

  HeadStart(RetryClock pace) {
    this.pace = pace;
    this.begun = pace.now();
    this.until = begun;
  }

  /** Begins again: there is progress. */
  void renew() {
    long now = pace.now();
    long one = pace.headStart().toNanos();
    until = now + Math.min(one, begun - now + MOST * one);
  }

  /** Is over from now on, unless there is progress again. */
  void end() {
    until = pace.now();
  }

  /** When it is over, in the time of {@link RetryClock#now()}. */
  long until() {
    return until;
  }

  boolean isOver() {
    return pace.now() - until >= 0;
  }
}
