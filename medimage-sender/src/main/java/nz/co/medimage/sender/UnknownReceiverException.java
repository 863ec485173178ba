package nz.co.medimage.sender;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown if a photo is addressed to a receiver that is not paired, or to none although there is not
 * exactly one. The message is one sentence for the user that names the paired ones.
 */
public final class UnknownReceiverException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private UnknownReceiverException(String message) {
    super(message);
  }

  static UnknownReceiverException nonePaired() {
    return new UnknownReceiverException(
        "This device is not paired with a receiver yet; pair it first.");
  }

  static UnknownReceiverException unnamed(List<PairedReceiver> paired) {
    return new UnknownReceiverException(
        "This device is paired with several receivers; say which one of " + names(paired) + ".");
  }

  static UnknownReceiverException unknown(String name, List<PairedReceiver> paired) {
    return paired.isEmpty()
        ? nonePaired()
        : new UnknownReceiverException(
            "No receiver is paired under the name \""
                + name
                + "\"; this device is paired with "
                + names(paired)
                + ".");
  }

  private static String names(List<PairedReceiver> paired) {
    return paired.stream().map(p -> "\"" + p.name() + "\"").collect(Collectors.joining(", "));
  }
}
