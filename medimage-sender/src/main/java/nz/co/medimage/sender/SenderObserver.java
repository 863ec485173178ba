package nz.co.medimage.sender;

/**
 * Observes all photos of a sender, so that an app need not keep their handles, and problems that
 * need a person. Nothing depends on it: exceptions that these methods throw are logged and ignored,
 * and if the process is killed, a call may be repeated or lost.
 *
 * <p>The sender calls each observer on a thread of its own, in order, one call at a time and never
 * under a lock. The thread that causes a call, such as a caller of {@link Sender#send}, waits up to
 * half a second for it to return. After a call that took longer, no thread waits for that observer
 * until it has caught up. Up to 1,000 calls are queued; more are dropped. A call that has lasted a
 * minute is interrupted, and a {@link #problem} tells the other observers that this one is stuck.
 * Another {@link #problem} tells all of them when it answers again and how many calls were dropped.
 * An observer may call its sender, even {@link Sender#close}. The sender does not close observers.
 */
public interface SenderObserver {

  /**
   * A photo was added to the outbox, was found waiting there at the start, or has a new status.
   * Calls about one photo end when its status is final; there are none about photos that had ended
   * before the start.
   *
   * @param delivery the handle of the photo, with {@linkplain Delivery#reference the app's own
   *     reference}
   * @param status its new status; {@link Delivery#status} may already be a later one
   */
  default void changed(Delivery delivery, DeliveryStatus status) {}

  /**
   * Something needs a person: a damaged file, each of {@link Sender#problems} at the start, or a
   * clock that is wrong, as {@link Sender#clockProblem} says. Everything else continues.
   *
   * @param sentence says what is wrong, and what to do
   */
  default void problem(String sentence) {}
}
