package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.List;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;

/** Looks at a photo and decides about it; and does so again, if it has changed in between. */
final class Person {
  private static final int MOST_LOOKS = 100;

  private Person() {}

  @FunctionalInterface
  private interface Decision {
    void about(List<DeliveryRecord> seen) throws IOException, DecisionRefusedException;
  }

  static void replay(Receiver receiver, EnvelopeId id)
      throws IOException, DecisionRefusedException {
    decide(
        receiver,
        id,
        all -> {
          for (DeliveryRecord seen : all) {
            receiver.replay(seen);
          }
        });
  }

  static void assign(Receiver receiver, EnvelopeId id, PatientTag tag, String by)
      throws IOException, DecisionRefusedException {
    decide(receiver, id, all -> receiver.assign(only(all, id), tag, by));
  }

  static void assignThoughFiled(Receiver receiver, EnvelopeId id, PatientTag tag, String by)
      throws IOException, DecisionRefusedException {
    decide(receiver, id, all -> receiver.assignThoughFiled(only(all, id), tag, by));
  }

  static void settle(Receiver receiver, EnvelopeId id, String sink, boolean isFiled, String by)
      throws IOException, DecisionRefusedException {
    decide(receiver, id, all -> receiver.settle(only(all, id), sink, isFiled, by));
  }

  private static void decide(Receiver receiver, EnvelopeId id, Decision decision)
      throws IOException, DecisionRefusedException {
    for (int looks = 1; ; looks++) {
      try {
        decision.about(receiver.delivery(id));
        return;
      } catch (DecisionRefusedException e) {
        boolean hasChanged = e.mayBeFiledAt().isEmpty();
        if (!hasChanged || looks == MOST_LOOKS) {
          throw e;
        }
      }
    }
  }

  private static DeliveryRecord only(List<DeliveryRecord> all, EnvelopeId id) {
    if (all.size() != 1) {
      throw new IllegalStateException(all.size() + " photos have the id " + id);
    }
    return all.get(0);
  }
}
