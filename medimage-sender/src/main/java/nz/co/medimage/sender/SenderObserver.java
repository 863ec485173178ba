package nz.co.medimage.sender;

/**
 * Is told what becomes of all photos of a sender, so that an app need not keep their handles, and
 * what needs a person. Nothing depends on it: what these methods throw is logged and does no harm,
 * and if the process is killed, a call may be repeated or lost. Called on the sender's threads and
 * on its callers', several at once, never under a lock: be quick, as transfers wait for it.
 */
public interface SenderObserver {

  /**
   * A photo was taken into the outbox, was found waiting there at the start, or has another status.
   * Calls about one photo come in order and one at a time, until its status is final; there are
   * none about photos that had ended before the start.
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
