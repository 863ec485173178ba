package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.State;
import nz.co.medimage.receiver.DeliveryRecord.Undecided;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a record tells about what is to be done. */
final class DeliveryRecordTest {
  private static DeliveryRecord record(State state, FollowUpState... followUps) {
    return record(state, List.of(), followUps);
  }

  private static DeliveryRecord record(
      State state, List<Undecided> undecided, FollowUpState... followUps) {
    return new DeliveryRecord(
        new PhotoId(Phone.freshId(), new PairingId(new UUID(0, 1))),
        "phone",
        Instant.EPOCH,
        state,
        List.of(),
        Optional.empty(),
        "",
        Stream.of(followUps).map(each -> new FollowUp("copy", each, "")).toList(),
        Map.of(),
        List.of(),
        undecided,
        List.of(),
        Optional.empty(),
        Revision.of(List.of(), List.of()));
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void heldAndRejectedPhotosAreInQuarantineAndNeedAPerson(State state) {
    boolean isKept = state == State.HELD || state == State.REJECTED;
    assertEquals(isKept, record(state).isInQuarantine());
    assertEquals(isKept, record(state).needsPerson());
    assertEquals(state == State.WAITING, record(state).isWaiting());
  }

  @ParameterizedTest
  @EnumSource(FollowUpState.class)
  void oneFollowUpSinkOfSeveralIsEnough(FollowUpState at) {
    DeliveryRecord photo = record(State.DELIVERED, FollowUpState.FILED, at);
    assertEquals(at == FollowUpState.WAITING, photo.isWaiting());
    assertEquals(at == FollowUpState.REJECTED, photo.isRejectedByFollowUp());
    assertEquals(at == FollowUpState.REJECTED, photo.needsPerson());
    assertFalse(photo.isInQuarantine());
  }

  @Test
  void doubtNeedsAPerson() {
    assertTrue(record(State.WAITING, List.of(new Undecided("practice", "Look."))).needsPerson());
  }
}
