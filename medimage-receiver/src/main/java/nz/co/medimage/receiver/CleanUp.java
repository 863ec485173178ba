package nz.co.medimage.receiver;

import java.io.IOException;

/** What follows an outcome that stands: if it fails, that is told, and the next start does it. */
final class CleanUp {
  private final SafeEvents events;

  CleanUp(SafeEvents events) {
    this.events = events;
  }

  /** A part of it. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  void run(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      tell(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      tell(e.getClass().getSimpleName());
    }
  }

  private void tell(String why) {
    events.problem("what is left of an envelope could not be tidied up: " + why);
  }
}
