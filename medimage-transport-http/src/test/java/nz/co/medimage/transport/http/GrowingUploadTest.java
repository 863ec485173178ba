package nz.co.medimage.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An envelope is uploaded while its sender is still sealing it. */
@Timeout(60)
class GrowingUploadTest extends WireFixture {
  private static final int THERE = 2_000_000;

  private final CountDownLatch rest = new CountDownLatch(1);
  private final List<Long> offsets = new CopyOnWriteArrayList<>();
  private volatile boolean broken;

  /** One of which some is there, and the rest later or never. */
  private SealedEnvelope growing(SealedEnvelope whole) {
    return new SealedEnvelope() {
      @Override
      public EnvelopeId id() {
        return whole.id();
      }

      @Override
      public long size() {
        return whole.size();
      }

      @Override
      public boolean fresh() {
        return true;
      }

      @Override
      public InputStream open(long offset) throws IOException {
        offsets.add(offset);
        return new Growing(whole.open(offset), offset);
      }
    };
  }

  private final class Growing extends FilterInputStream {
    private long at;

    Growing(InputStream in, long at) {
      super(in);
      this.at = at;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      if (at >= THERE) {
        try {
          rest.await();
        } catch (InterruptedException e) {
          throw new InterruptedIOException();
        }
        if (broken) {
          throw new IOException("it is not sealed after all");
        }
      }
      int most = at < THERE ? (int) Math.min(length, THERE - at) : length;
      int n = super.read(buffer, from, most);
      at += Math.max(0, n);
      return n;
    }
  }

  private FutureTask<Void> uploading(Link link, SealedEnvelope envelope) {
    FutureTask<Void> upload =
        new FutureTask<>(
            () -> {
              link.upload(
                  growing(envelope),
                  (sent, total) -> {
                    if (broken) {
                      throw new CancellationException("broken off");
                    }
                  });
              return null;
            });
    Thread thread = new Thread(upload);
    thread.setDaemon(true);
    thread.start();
    return upload;
  }

  private int received(SealedEnvelope envelope) {
    return context.intake().received(envelope.id()).length;
  }

  @Test
  void whatIsThereLeavesBeforeTheRestIs() throws Exception {
    SealedEnvelope envelope = envelope(SIZE);
    try (Link link = link()) {
      FutureTask<Void> upload = uploading(link, envelope);
      Await.until("most of it has arrived", () -> received(envelope) > THERE - 300_000);
      assertFalse(upload.isDone());
      rest.countDown();
      upload.get(20, TimeUnit.SECONDS);
    }
    assertArrived(envelope);
    assertEquals(List.of(0L), offsets);
  }

  @Test
  void whatBreaksOffIsNeverWholeAndEndsTheUploadSoon() throws Exception {
    SealedEnvelope envelope = envelope(SIZE);
    try (Link link = link()) {
      FutureTask<Void> upload = uploading(link, envelope);
      Await.until("most of it has arrived", () -> received(envelope) > THERE - 300_000);
      broken = true;
      rest.countDown();
      Exception e = assertThrows(Exception.class, () -> upload.get(20, TimeUnit.SECONDS));
      assertTrue(e.getCause() instanceof CancellationException, () -> e.toString());
    }
    assertEquals(List.of(0L), offsets);
    assertTrue(received(envelope) <= THERE);
  }

  @Test
  void goesOnWhereTheConnectionWasCut() throws Exception {
    SealedEnvelope envelope = envelope(SIZE);
    proxy.next(Fault.cutToTarget(1_000_000));
    try (Link link = link()) {
      FutureTask<Void> upload = uploading(link, envelope);
      Await.until("it was cut", () -> proxy.struck() == 1);
      rest.countDown();
      upload.get(20, TimeUnit.SECONDS);
    }
    assertArrived(envelope);
    assertEquals(2, offsets.size());
  }
}
