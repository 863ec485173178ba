package nz.co.medimage.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;

/** Intakes that each break one rule. */
final class IntakeExamples {
  private IntakeExamples() {}

  /** Hands all on to the fake; a broken intake overrides one call. */
  abstract static class Broken extends FakeIntakeContractTest implements Intake {
    @Override
    protected Intake open(Path folder) {
      return this;
    }

    @Override
    public PairingId authenticate(Credential credential) throws IOException {
      return fake.authenticate(credential);
    }

    @Override
    public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
      return fake.begin(from, id, size);
    }

    @Override
    public UploadState state(PairingId from, EnvelopeId id) throws IOException {
      return fake.state(from, id);
    }

    @Override
    public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
        throws IOException {
      return fake.append(from, id, offset, bytes);
    }

    @Override
    public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
      return fake.receipt(from, id);
    }

    @Override
    public CompletionStage<byte[]> pair(String nameplate, byte[] message) {
      return fake.pair(nameplate, message);
    }
  }

  static final class LooksAtTheIdAlone extends Broken {
    @Override
    public PairingId authenticate(Credential credential) throws IOException {
      return fake.authenticate(new Credential(credential.id(), new byte[32]));
    }
  }

  static final class LooksAtThePairingOnceAnUpload extends Broken {
    @Override
    public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
        throws IOException {
      fake.state(from, id);
      return fake.forAdmitted().append(from, id, offset, bytes);
    }
  }

  static final class GivesReceiptsToTheRevoked extends Broken {
    @Override
    public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
      return fake.receipt(from, id)
          .exceptionallyCompose(
              e ->
                  e instanceof NotPairedException
                      ? CompletableFuture.completedFuture(new byte[] {1})
                      : CompletableFuture.failedFuture(e));
    }
  }

  static final class BeginsAnewEachTime extends Broken {
    @Override
    public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
      fake.authenticate(new Credential(from.value(), new byte[32]));
      fake.lose(id);
      return fake.begin(from, id, size);
    }
  }

  static final class ForgetsWhatWasAnswered extends Broken {
    private final Map<EnvelopeId, Boolean> answered = new ConcurrentHashMap<>();

    @Override
    protected void answer(Credential device, EnvelopeId id) {
      super.answer(device, id);
      answered.put(id, true);
    }

    @Override
    public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
      return answered.containsKey(id) ? 0 : fake.begin(from, id, size);
    }
  }

  static final class HoldsOnToTheFirstSize extends Broken {
    private final Map<EnvelopeId, Long> sizes = new ConcurrentHashMap<>();

    @Override
    public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
      return fake.begin(from, id, sizes.computeIfAbsent(id, first -> size));
    }
  }

  static final class TakesEmptyEnvelopes extends Broken {
    @Override
    public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
      return size < 1 ? 0 : fake.begin(from, id, size);
    }
  }

  static final class AppendsAnywhere extends Broken {
    @Override
    public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
        throws IOException {
      return fake.append(from, id, fake.state(from, id).offset(), bytes);
    }
  }

  static final class AppendsABlockFromItsVeryBeginning extends Broken {
    @Override
    public long append(PairingId from, EnvelopeId id, long offset, ByteBuffer block)
        throws IOException {
      return fake.append(from, id, offset, block.duplicate().rewind());
    }
  }

  /** Stores a block when the next one comes. */
  static final class KeepsTheArrayOfABlock extends Broken {
    private ByteBuffer kept = ByteBuffer.allocate(0);

    @Override
    public long append(PairingId from, EnvelopeId id, long offset, ByteBuffer block)
        throws IOException {
      ByteBuffer before = kept;
      kept = block.duplicate();
      long all = offset + block.remaining();
      if (block.hasArray()) {
        return all;
      }
      fake.append(from, id, 0, before);
      return fake.append(from, id, offset, block);
    }
  }

  static final class TellsNoOffset extends Broken {
    @Override
    public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
        throws IOException {
      try {
        return fake.append(from, id, offset, bytes);
      } catch (OffsetConflictException e) {
        throw new OffsetConflictException(0);
      }
    }
  }

  /** Reads it all first, then stores it. */
  static final class DropsWhatCameBeforeABreak extends Broken {
    @Override
    public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
        throws IOException {
      fake.state(from, id);
      return fake.append(from, id, offset, new ByteArrayInputStream(bytes.readAllBytes()));
    }
  }

  static final class TakesABreakForTheEnd extends Broken {
    @Override
    public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
        throws IOException {
      try {
        return fake.append(from, id, offset, bytes);
      } catch (NotPairedException | EnvelopeLostException | OffsetConflictException e) {
        throw e;
      } catch (IOException e) {
        return fake.state(from, id).offset();
      }
    }
  }

  /** Looks at the offset first and appends then, each thread to where the other is. */
  static final class LetsTwoAppend extends Broken {
    private final Map<EnvelopeId, AtomicInteger> appended = new ConcurrentHashMap<>();

    @Override
    public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
        throws IOException {
      appended.computeIfAbsent(id, first -> new AtomicInteger()).incrementAndGet();
      try {
        return fake.append(from, id, offset, bytes);
      } catch (OffsetConflictException e) {
        return offset == 0 ? fake.state(from, id).size() : e.offset();
      }
    }

    @Override
    protected void assertArrived(Credential device, EnvelopeId id, byte[] envelope) {
      if (appended.get(id).get() > 1) {
        throw new AssertionError("the bytes of two threads are mixed");
      }
    }
  }

  static final class SaysNothingIsThere extends Broken {
    @Override
    public UploadState state(PairingId from, EnvelopeId id) throws IOException {
      try {
        return fake.state(from, id);
      } catch (EnvelopeLostException e) {
        return new UploadState(0, 1);
      }
    }
  }

  static final class LeavesThemWaitingForWhatIsLost extends Broken {
    @Override
    public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
      CompletableFuture<byte[]> own = new CompletableFuture<>();
      fake.receipt(from, id)
          .whenComplete(
              (receipt, e) -> {
                if (e == null) {
                  own.complete(receipt);
                } else if (e instanceof EnvelopeLostException) {
                  own.completeExceptionally(new IOException("not now"));
                } else {
                  own.completeExceptionally(e);
                }
              });
      return own;
    }
  }

  static final class KnowsTheEnvelopeAlone extends Broken {
    private final Map<EnvelopeId, PairingId> owners = new ConcurrentHashMap<>();

    @Override
    public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
      return fake.begin(owners.computeIfAbsent(id, first -> from), id, size);
    }

    @Override
    public UploadState state(PairingId from, EnvelopeId id) throws IOException {
      return fake.state(owners.getOrDefault(id, from), id);
    }
  }

  static final class AnswersBeforeItIsAllHere extends Broken {
    @Override
    public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
      return CompletableFuture.completedFuture(new byte[] {1});
    }
  }

  static final class GivesAllOneArray extends Broken {
    private final byte[] receipt = {1, 2, 3};

    @Override
    public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
      return fake.receipt(from, id).thenApply(any -> receipt);
    }
  }

  static final class GivesAllOneFuture extends Broken {
    private final Map<EnvelopeId, CompletableFuture<byte[]>> futures = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
      return futures.computeIfAbsent(id, first -> fake.receipt(from, id).toCompletableFuture());
    }
  }

  static final class KeepsWhatWasCancelled extends Broken {
    private final AtomicInteger kept = new AtomicInteger();

    @Override
    public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
      kept.incrementAndGet();
      return fake.receipt(from, id);
    }

    @Override
    protected OptionalInt waiting() {
      return OptionalInt.of(kept.get());
    }
  }

  static final class AnswersAnyPairingMessage extends Broken {
    @Override
    public CompletionStage<byte[]> pair(String nameplate, byte[] message) {
      return CompletableFuture.completedStage(message);
    }
  }
}
