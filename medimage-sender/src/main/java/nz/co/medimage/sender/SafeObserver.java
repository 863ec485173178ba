package nz.co.medimage.sender;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs problems, tells all observers of a sender in their order, and shields from what they throw.
 */
final class SafeObserver implements SenderObserver {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  private final List<SenderObserver> observers;

  SafeObserver(List<SenderObserver> observers) {
    this.observers = List.copyOf(observers);
  }

  @Override
  public void changed(Delivery delivery, DeliveryStatus status) {
    tell(observer -> observer.changed(delivery, status));
  }

  @Override
  public void problem(String sentence) {
    LOG.warn("{}", sentence);
    tell(observer -> observer.problem(sentence));
  }

  private void tell(Consumer<SenderObserver> call) {
    for (SenderObserver observer : observers) {
      try {
        call.accept(observer);
      } catch (RuntimeException | Error e) {
        // Without the message: what an app says of a photo can name the patient.
        LOG.error("An observer of this sender threw {}", e.getClass().getName());
      }
    }
  }
}
