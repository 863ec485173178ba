package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.Intake.UploadState;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.api.transport.PairingRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of an {@link Intake} as tests, for authors of a receiver, a relay or a fake of one
 * to extend:
 *
 * <pre>{@code
 * final class MyIntakeTest extends IntakeContract {
 *   private final MyIntake mine = new MyIntake();
 *
 *   @Override
 *   protected Intake open(Path folder) {
 *     return mine;
 *   }
 *
 *   @Override
 *   protected Credential pair(int device) {
 *     return mine.pair("device " + device);
 *   }
 *
 *   @Override
 *   protected void revoke(Credential device) {
 *     mine.revoke(device);
 *   }
 *
 *   @Override
 *   protected void answer(Credential device, EnvelopeId id) {
 *     mine.answer(id, new byte[] {1});
 *   }
 *
 *   @Override
 *   protected void assertArrived(Credential device, EnvelopeId id, byte[] envelope) {
 *     assertArrayEquals(envelope, mine.received(id));
 *   }
 * }
 * }</pre>
 *
 * <p>{@link Intake} explains the rules that a failing test names. Each test has a limit of two
 * minutes.
 */
@Timeout(120)
public abstract class IntakeContract extends IntakeFixture {

  /** For subclasses. */
  protected IntakeContract() {}

  @Test
  final void pairedDeviceIsLetInAndNobodyElse() {
    IntakeRules.AUTHENTICATE.holds(
        () -> {
          assertEquals(new PairingId(phone.id()), intake.authenticate(phone), "whose it is");
          byte[] token = new byte[32];
          Arrays.fill(token, (byte) 7);
          Credential forged = new Credential(phone.id(), token);
          Credential stranger = new Credential(UUID.randomUUID(), token);
          assertThrows(NotPairedException.class, () -> intake.authenticate(forged), "wrong token");
          assertThrows(NotPairedException.class, () -> intake.authenticate(stranger), "stranger");
        });
  }

  @Test
  final void revokedDeviceIsRefusedInEachCall() {
    IntakeRules.REVOKED.holds(
        () -> {
          intake.begin(from, id, sealed.length);
          intake.append(from, id, 0, bytes(0, 100));
          revoke(phone);
          InputStream rest = bytes(100, sealed.length);
          refused("authenticate", () -> intake.authenticate(phone));
          refused("begin", () -> intake.begin(from, id, sealed.length));
          refused("state", () -> intake.state(from, id));
          refused("append", () -> intake.append(from, id, 100, rest));
          refused("receipt", () -> await(receipt()));
        });
  }

  @Test
  final void deviceThatIsRevokedInMidUploadIsRefusedTheRest() {
    IntakeRules.REVOKED.holds(
        () -> {
          intake.begin(from, id, sealed.length);
          InputStream revoking =
              join(bytes(0, 100), doing(() -> revoke(phone)), bytes(100, sealed.length));
          refused("append", () -> intake.append(from, id, 0, revoking));
        });
  }

  @Test
  final void repeatedBeginIsHarmless() {
    IntakeRules.BEGIN.holds(
        () -> {
          assertEquals(0, intake.begin(from, id, sealed.length), "the offset of a new upload");
          assertEquals(0, intake.begin(from, id, sealed.length), "the offset, asked again");
          assertEquals(100, intake.append(from, id, 0, bytes(0, 100)), "the offset after 100");
          assertEquals(100, intake.begin(from, id, sealed.length), "the offset, asked again");
          assertEquals(new UploadState(100, sealed.length), intake.state(from, id), "the state");
          intake.append(from, id, 100, bytes(100, sealed.length));
          assertEquals(sealed.length, intake.begin(from, id, sealed.length), "nothing is missing");
          assertArrived(phone, id, sealed);
        });
  }

  @Test
  final void answeredEnvelopeIsWantedNoMore() {
    IntakeRules.BEGIN.holds(
        () -> {
          deliver();
          answer(phone, id);
          await(receipt());
          assertEquals(sealed.length, intake.begin(from, id, sealed.length), "the offset");
          UploadState all = new UploadState(sealed.length, sealed.length);
          assertEquals(all, intake.state(from, id), "the state");
        });
  }

  @Test
  final void unfinishedUploadOfAnotherSizeGivesWay() {
    IntakeRules.SIZE.holds(
        () -> {
          intake.begin(from, id, sealed.length + 1L);
          intake.append(from, id, 0, new ByteArrayInputStream(new byte[100]));
          deliver();
          assertArrived(phone, id, sealed);
        });
  }

  @Test
  final void emptyEnvelopeIsDeferred() {
    IntakeRules.SIZE.holds(
        () -> {
          for (long size : new long[] {0, -1}) {
            assertThrows(
                EnvelopeDeferredException.class,
                () -> intake.begin(from, id, size),
                "an envelope of " + size + " bytes");
          }
        });
  }

  @Test
  final void uploadThatComesInIsNotMixedWithOneOfAnotherSize() {
    IntakeRules.SIZE.holds(
        () -> {
          intake.begin(from, id, sealed.length);
          InputStream meanwhile =
              doing(() -> mayFail(() -> intake.begin(from, id, sealed.length + 5L)));
          InputStream all = join(bytes(0, 100), meanwhile, bytes(100, sealed.length));
          mayFail(() -> intake.append(from, id, 0, all));
          long offset = intake.begin(from, id, sealed.length);
          intake.append(from, id, offset, bytes((int) offset, sealed.length));
          assertArrived(phone, id, sealed);
        });
  }

  @Test
  final void wrongOffsetIsToldTheRightOne() {
    IntakeRules.OFFSETS.holds(
        () -> {
          intake.begin(from, id, sealed.length);
          intake.append(from, id, 0, bytes(0, 200));
          for (int wrong : new int[] {0, 100, 300}) {
            OffsetConflictException conflict =
                assertThrows(
                    OffsetConflictException.class,
                    () -> intake.append(from, id, wrong, bytes(wrong, sealed.length)),
                    "append at " + wrong + " of 200");
            assertEquals(200, conflict.offset(), "the offset in the exception");
          }
          assertEquals(200, intake.state(from, id).offset(), "the offset afterwards");
          intake.append(from, id, 200, bytes(200, sealed.length));
          assertArrived(phone, id, sealed);
        });
  }

  @Test
  final void blockInMemoryIsAppendedWhole() {
    IntakeRules.BLOCKS.holds(
        () -> {
          intake.begin(from, id, sealed.length);
          byte[] begin = Arrays.copyOf(sealed, 100);
          ByteBuffer first = ByteBuffer.wrap(begin);
          assertEquals(100, intake.append(from, id, 0, first), "the offset after 100");
          Arrays.fill(begin, (byte) 0); // the caller's again
          ByteBuffer rest = ByteBuffer.wrap(sealed, 100, sealed.length - 100).asReadOnlyBuffer();
          assertEquals(sealed.length, intake.append(from, id, 100, rest), "the offset at the end");
          assertEquals(100, rest.position(), "the position of the block");
          assertArrived(phone, id, sealed);
        });
  }

  @Test
  final void whatArrivedBeforeABreakIsKept() {
    IntakeRules.KEEPS.holds(
        () -> {
          intake.begin(from, id, sealed.length);
          IOException reset = new IOException("connection reset");
          InputStream breaking =
              join(
                  bytes(0, 500),
                  doing(
                      () -> {
                        throw reset;
                      }));
          IOException failure =
              assertThrows(IOException.class, () -> intake.append(from, id, 0, breaking));
          assertSame(reset, failure, "what append throws");
          assertEquals(500, intake.state(from, id).offset(), "what is kept of 500 bytes");
          intake.append(from, id, 500, bytes(500, sealed.length));
          assertArrived(phone, id, sealed);
        });
  }

  @Test
  final void twoThreadsAtOneUploadMakeOneEnvelope() {
    IntakeRules.ONE_WRITER.holds(
        () -> {
          intake.begin(from, id, sealed.length);
          List<Callable<Boolean>> both = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            both.add(this::appendsAll);
          }
          AtOnce.run(both);
          assertEquals(sealed.length, uploadTheRest(), "the offset afterwards");
          assertArrived(phone, id, sealed);
        });
  }

  @Test
  final void envelopeThatWasNeverBegunIsLost() {
    IntakeRules.LOST.holds(
        () -> {
          lost("state", () -> intake.state(from, id));
          lost("append", () -> intake.append(from, id, 0, bytes(0, 10)));
          lost("receipt", () -> await(receipt()));
        });
  }

  @Test
  final void whoWaitsForALostEnvelopeIsTold() {
    IntakeRules.LOST.holds(
        () -> {
          deliver();
          CompletableFuture<byte[]> waiting = receipt();
          assumeTrue(lose(phone, id), "the intake cannot be made to lose an envelope");
          lost("the receipt that was waited for", () -> await(waiting));
          lost("receipt", () -> await(receipt()));
          deliver();
        });
  }

  @Test
  final void envelopesOfTwoPairingsUnderOneIdAreApart() {
    IntakeRules.APART.holds(
        () -> {
          PairingId other = intake.authenticate(pair(2));
          assertNotEquals(from, other, "two devices");
          deliver();
          answer(phone, id);
          await(receipt());
          lost("state", () -> intake.state(other, id));
          lost("receipt", () -> await(intake.receipt(other, id).toCompletableFuture()));
          assertEquals(0, intake.begin(other, id, sealed.length), "the offset of the other's");
        });
  }

  @Test
  final void receiptComesToEachWhoAsks() {
    IntakeRules.RECEIPT.holds(
        () -> {
          intake.begin(from, id, sealed.length);
          intake.append(from, id, 0, bytes(0, 100));
          CompletableFuture<byte[]> early = receipt();
          assertFalse(early.isDone(), "a receipt of an unfinished upload");
          early.cancel(false);
          intake.append(from, id, 100, bytes(100, sealed.length));
          CompletableFuture<byte[]> first = receipt();
          CompletableFuture<byte[]> second = receipt();
          answer(phone, id);
          assertTrue(await(first).length > 0, "an empty receipt");
          assertTrue(await(second).length > 0, "an empty receipt");
          assertTrue(await(receipt()).length > 0, "a receipt, asked for later");
        });
  }

  @Test
  final void cancellingOneFutureLeavesTheOthers() {
    IntakeRules.CANCEL.holds(
        () -> {
          deliver();
          CompletableFuture<byte[]> first = receipt();
          CompletableFuture<byte[]> second = receipt();
          first.cancel(false);
          answer(phone, id);
          assertTrue(await(second).length > 0, "the receipt of who goes on waiting");
          assertTrue(await(receipt()).length > 0, "a receipt, asked for later");
        });
  }

  @Test
  final void nothingIsKeptForACancelledFuture() {
    IntakeRules.CANCEL.holds(
        () -> {
          assumeTrue(waiting().isPresent(), "what is kept cannot be told");
          deliver();
          int before = waiting().getAsInt();
          List<CompletableFuture<byte[]>> all = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            all.add(receipt());
          }
          all.forEach(each -> each.cancel(false));
          assertEquals(before, waiting().getAsInt(), "futures that are kept");
        });
  }

  @Test
  final void receiptOfOneIsNotChangedByAnother() {
    IntakeRules.RECEIPT.holds(
        () -> {
          deliver();
          answer(phone, id);
          byte[] first = await(receipt());
          byte[] copy = await(receipt());
          byte[] before = copy.clone();
          Arrays.fill(first, (byte) 0);
          assertArrayEquals(before, copy, "a receipt after somebody wrote into another");
        });
  }

  @Test
  final void pairingMessageToNobodyIsRefused() {
    IntakeRules.NO_OFFER.holds(
        () -> {
          CompletableFuture<byte[]> answer =
              intake.pair("424242", new byte[] {1}).toCompletableFuture();
          PairingRefusedException refused =
              assertThrows(PairingRefusedException.class, () -> await(answer));
          assertEquals(PairingRefusedException.Reason.NO_OFFER, refused.reason(), "the reason");
        });
  }
}
