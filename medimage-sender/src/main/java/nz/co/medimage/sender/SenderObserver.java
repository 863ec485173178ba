package nz.co.medimage.sender;

/**
 * Is told what becomes of all photos of a sender, so that an app need not keep their handles, and
 * what needs a person. Nothing depends on it: what these methods throw is logged and does no harm,
 * and if the process is killed, a call may be repeated or lost.
 *
 * <p>Each observer is called on a thread of its own, in order, one call at a time and never under a
 * lock. Whoever tells it something, such as the caller of {@link Sender#send}, waits up to half a
 * second until it has been told; once a call took longer, nobody waits for that observer until it
 * has caught up. Up to 1,000 calls wait for it, and further ones are dropped. A call that has
 * lasted a minute is interrupted. The other observers are told as a {@link #problem} that one is
 * stuck, and all are told when it answers again and how many calls were dropped. An observer may
 * call its sender, {@link Sender#close} too.
 */
public interface SenderObserver {

  /**
   * A photo was taken into the outbox, was found waiting there at the start, or has another status.
   * Calls about one photo end when its status is final; there are none about photos that had ended
   * before the start.
   *
   * @param delivery its handle, with {@linkplain Delivery#reference the app's own reference}
   * @param status its new status; {@link Delivery#status} may already be further
   */
  default void changed(Delivery delivery, DeliveryStatus status) {}

  /**
   * Something needs a person: a damaged file, each of {@link Sender#problems} at the start, or a
   * clock that is wrong, as {@link Sender#clockProblem} says. Everything else goes on.
   *
   * @param sentence says what is wrong, and what to do
   */
  default void problem(String sentence) {}
}
