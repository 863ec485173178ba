package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.util.List;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.SealedEnvelope;
import org.junit.jupiter.api.Test;

/** The tests of {@link TransportContract} about who is let in. */
abstract class TransportAdmission extends TransportFixture {

  @Test
  final void strangerIsNotLetIn() {
    TransportRules.NOT_PAIRED.holds(
        () -> {
          connect().close();
          Credential wrong = new Credential(phone.id(), new byte[32]);
          for (Credential stranger : List.of(credential(9), wrong)) {
            assertThrows(
                NotPairedException.class,
                () -> transport.connect(route, stranger).upload(envelope(10), QUIET));
          }
          assertEquals(0, context.intake().envelopes(), "envelopes of a stranger");
        });
  }

  @Test
  final void deviceThatIsRevokedInMidUploadIsTold() {
    TransportRules.NOT_PAIRED.holds(
        () -> {
          assumeFalse(transport.isStoreAndForward(), "a relay is told later");
          context.intake().onAppend((id, held) -> context.intake().revoke(phone));
          SealedEnvelope envelope = envelope(SIZE);
          try (Link link = connect()) {
            assertThrows(NotPairedException.class, () -> link.upload(envelope, QUIET));
            assertThrows(NotPairedException.class, () -> link.upload(envelope, QUIET));
          }
          assertThrows(NotPairedException.class, this::connect);
        });
  }

  @Test
  final void revokedDeviceIsToldSoon() {
    TransportRules.NOT_PAIRED.holds(
        () -> {
          connect().close();
          context.intake().revoke(phone);
          listener.sendersChanged();
          Await.until(
              "the other end does not let the device in",
              () -> {
                try {
                  transport.connect(route, phone).close();
                  return false;
                } catch (NotPairedException e) {
                  return true;
                }
              });
        });
  }

  @Test
  final void receiverThatIsAwayIsNoReasonToPairAgain() {
    TransportRules.NOT_PAIRED.holds(
        () -> {
          assumeFalse(transport.isStoreAndForward(), "a relay is there without the receiver");
          connect().close();
          closeListener();
          IOException away = assertThrows(IOException.class, () -> connect());
          assertFalse(away instanceof NotPairedException, "a receiver that is away: " + away);
        });
  }
}
