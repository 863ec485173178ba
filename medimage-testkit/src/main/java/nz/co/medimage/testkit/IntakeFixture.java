package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What {@link IntakeContract} asks for, and the steps of its tests. */
abstract class IntakeFixture {
  private static final int PATIENCE_SECONDS = 60;

  @TempDir private Path folder;
  Intake intake = new FakeIntake();
  Credential phone = new Credential(new UUID(0, 0), new byte[32]);
  PairingId from = new PairingId(phone.id());
  EnvelopeId id = TestPhotos.id(1);
  byte[] sealed = new byte[1];

  /**
   * Makes the intake, once for each test.
   *
   * @param folder the place for what it keeps; empty
   */
  protected abstract Intake open(Path folder) throws Exception;

  /** Ends what {@link #open} began, after each test. Default: does nothing. */
  protected void close() throws Exception {}

  /**
   * Pairs a device.
   *
   * @param device 1 or 2; called at most once for each in a test
   */
  protected abstract Credential pair(int device) throws Exception;

  /** Revokes a device's pairing. */
  protected abstract void revoke(Credential device) throws Exception;

  /**
   * A sealed envelope of a device that the intake accepts, of at least 1,000 bytes. Default:
   * 300,000 bytes of noise.
   */
  protected byte[] envelope(Credential device, EnvelopeId id) throws Exception {
    return TestPhotos.noise(id.hashCode(), 300_000);
  }

  /**
   * Gives the receipt of an envelope that has arrived whole. Default: does nothing, for an intake
   * that answers by itself.
   */
  protected void answer(Credential device, EnvelopeId id) throws Exception {}

  /**
   * Asserts that exactly these bytes arrived. An intake that has passed the envelope on may assert
   * that instead, if it passes on only whole envelopes.
   */
  protected abstract void assertArrived(Credential device, EnvelopeId id, byte[] envelope)
      throws Exception;

  /**
   * Loses an envelope that waits for its receipt. Default: does nothing and returns false.
   *
   * @return whether it did
   */
  protected boolean lose(Credential device, EnvelopeId id) throws Exception {
    return false;
  }

  /** How many futures of receipts the intake keeps. Default: unknown; this is not tested. */
  protected OptionalInt waiting() {
    return OptionalInt.empty();
  }

  /** Makes the intake, a device and an envelope, before each test. */
  @BeforeEach
  protected final void openIntake() throws Exception {
    intake = open(folder);
    phone = pair(1);
    from = intake.authenticate(phone);
    id = EnvelopeId.create(Clock.systemUTC(), new Random());
    sealed = envelope(phone, id);
  }

  /** Ends the intake, after each test. */
  @AfterEach
  protected final void closeIntake() throws Exception {
    close();
  }

  final InputStream bytes(int start, int end) {
    return new ByteArrayInputStream(sealed, start, end - start);
  }

  final void deliver() throws Exception {
    assertEquals(0, intake.begin(from, id, sealed.length), "the offset of a new upload");
    assertEquals(
        sealed.length,
        intake.append(from, id, 0, bytes(0, sealed.length)),
        "the offset after all bytes");
  }

  final CompletableFuture<byte[]> receipt() {
    return intake.receipt(from, id).toCompletableFuture();
  }

  /** Waits, and unwraps the failure. */
  static byte[] await(CompletableFuture<byte[]> promised) throws Exception {
    try {
      return promised.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** A stream that does something when its first byte is asked for, and is at its end then. */
  static InputStream doing(Executable action) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        try {
          action.execute();
          return -1;
        } catch (IOException | RuntimeException | Error e) {
          throw e;
        } catch (Throwable e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public int read(byte[] into, int start, int length) throws IOException {
        return read();
      }
    };
  }

  static InputStream join(InputStream... parts) {
    return new SequenceInputStream(Collections.enumeration(List.of(parts)));
  }

  static void refused(String call, Executable refused) {
    assertThrows(NotPairedException.class, refused, call + " of a revoked device");
  }

  /** One of two that get into each other's way may be refused. */
  static void mayFail(Callable<Long> call) throws Exception {
    try {
      call.call();
    } catch (EnvelopeDeferredException | OffsetConflictException | EnvelopeLostException e) {
      // the other one continues
    }
  }

  final boolean appendsAll() throws IOException {
    try {
      return intake.append(from, id, 0, bytes(0, sealed.length)) == sealed.length;
    } catch (OffsetConflictException e) {
      return false;
    }
  }

  final long uploadTheRest() throws IOException {
    long offset = intake.begin(from, id, sealed.length);
    return offset == sealed.length
        ? offset
        : intake.append(from, id, offset, bytes((int) offset, sealed.length));
  }

  static void lost(String call, Executable lost) {
    assertThrows(EnvelopeLostException.class, lost, call + " of an envelope that is not here");
  }
}
