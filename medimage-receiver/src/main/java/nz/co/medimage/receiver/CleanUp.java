package nz.co.medimage.receiver;

import java.io.IOException;

/** Tidies up after a final outcome. What fails is reported, and done at the next start. */
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
