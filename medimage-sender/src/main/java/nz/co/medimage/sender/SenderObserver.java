package nz.co.medimage.sender;

/**
 * Is told what becomes of all photos of a sender, so that an app need not keep their handles, and
 * what needs a person. Nothing depends on it: what these methods throw is logged and does no harm,
 * and a kill of the process may repeat or lose a call. Called on the threads of the sender and on
 * those that call it, several at once, never under a lock: be quick, as transfers wait for it.
 */
public interface SenderObserver {

  /**
   * A photo was taken into the outbox, was found waiting there at the start, or has another status.
   * Told of one photo in order and one at a time, until its status is final; of photos that had
   * ended before the start nothing is told.
   *
   * @param delivery its handle, with {@linkplain Delivery#reference the app's own reference}
   * @param status what it has come to; {@link Delivery#status} may be further already
   */
  default void changed(Delivery delivery, DeliveryStatus status) {}

  /**
   * Something needs a person: a damaged file, each of {@link Sender#problems} at the start, or a
   * clock that is wrong, as {@link Sender#clockProblem} says. The rest goes on.
   *
   * @param sentence says what, and what to do
   */
  default void problem(String sentence) {}
}
