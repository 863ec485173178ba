package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.List;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;

/** Looks at a photo, and decides about it at once. */
final class Person {
  private Person() {}

  static void replay(Receiver receiver, EnvelopeId id)
      throws IOException, DecisionRefusedException {
    for (DeliveryRecord seen : receiver.delivery(id)) {
      receiver.replay(seen);
    }
  }

  static void assign(Receiver receiver, EnvelopeId id, PatientTag tag, String by)
      throws IOException, DecisionRefusedException {
    receiver.assign(only(receiver, id), tag, by);
  }

  static void assignThoughFiled(Receiver receiver, EnvelopeId id, PatientTag tag, String by)
      throws IOException, DecisionRefusedException {
    receiver.assignThoughFiled(only(receiver, id), tag, by);
  }

  static void settle(Receiver receiver, EnvelopeId id, String sink, boolean isFiled, String by)
      throws IOException, DecisionRefusedException {
    receiver.settle(only(receiver, id), sink, isFiled, by);
  }

  private static DeliveryRecord only(Receiver receiver, EnvelopeId id) throws IOException {
    List<DeliveryRecord> all = receiver.delivery(id);
    if (all.size() != 1) {
      throw new IllegalStateException(all.size() + " photos have the id " + id);
    }
    return all.get(0);
  }
}
