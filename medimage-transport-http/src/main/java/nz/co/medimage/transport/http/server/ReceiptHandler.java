package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.spi.EnvelopeLostException;
import nz.co.medimage.api.spi.Intake;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Hands out receipts, as soon as there are any: a request may wait, and no thread waits with it.
 */
final class ReceiptHandler extends Handler.Abstract {
  private static final Pattern PATH =
      Pattern.compile(Pattern.quote(Wire.ENVELOPES) + "/([0-9a-f-]{36})/" + Wire.RECEIPT);
  private static final Pattern WAIT = Pattern.compile("wait=([0-9]{1,6})(?:\\.([0-9]{1,3}))?");

  private final Intake intake;
  private final Set<Poll> waiting = ConcurrentHashMap.newKeySet();

  ReceiptHandler(Intake intake) {
    this.intake = intake;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Matcher path = PATH.matcher(Request.getPathInContext(request));
    if (!path.matches()) {
      return false;
    }
    try {
      begin(request, new Poll(response, callback), path.group(1));
    } catch (IOException | RuntimeException e) {
      Answers.fail(response, callback, e);
    }
    return true;
  }

  private void begin(Request request, Poll poll, String name) throws IOException {
    var from = intake.authenticate(Answers.credential(request));
    Answers.allow(request, poll.response, "GET");
    EnvelopeId id = id(name);
    Duration wait = wait(request.getHttpURI().getQuery());
    waiting.add(poll);
    poll.await(intake.receipt(from, id).toCompletableFuture());
    if (!poll.ended.get()) {
      request.getComponents().getScheduler().schedule(poll::nothingYet, wait);
    }
  }

  private static EnvelopeId id(String name) throws EnvelopeLostException {
    try {
      return EnvelopeId.parse(name);
    } catch (IllegalArgumentException e) {
      throw new EnvelopeLostException("There is no such envelope here");
    }
  }

  private static Duration wait(@Nullable String query) throws StatusException {
    if (query == null) {
      return Duration.ZERO;
    }
    Matcher wait = WAIT.matcher(query);
    if (!wait.matches()) {
      throw new StatusException(
          HttpStatus.BAD_REQUEST_400, "The query is wait= and a number of seconds");
    }
    String thousandths = wait.group(2) == null ? "" : wait.group(2);
    Duration asked =
        Duration.ofMillis(Long.parseLong(wait.group(1) + (thousandths + "000").substring(0, 3)));
    return asked.compareTo(Wire.MAX_WAIT) < 0 ? asked : Wire.MAX_WAIT;
  }

  @Override
  protected void doStop() throws Exception {
    waiting.forEach(Poll::nothingYet);
    super.doStop();
  }

  /** One request that waits; ended once, by whatever comes first. */
  private final class Poll {
    private final Response response;
    private final Callback callback;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable CompletableFuture<byte[]> receipt;

    Poll(Response response, Callback callback) {
      this.response = response;
      this.callback = callback;
    }

    void await(CompletableFuture<byte[]> coming) {
      receipt = coming;
      var ignored = coming.whenComplete(this::end);
    }

    private void end(byte @Nullable [] receipt, @Nullable Throwable e) {
      if (!take()) {
        return;
      }
      Answers.outcome(response, callback, receipt, e);
    }

    void nothingYet() {
      if (take()) {
        // Nothing must be left of it there: a sender asks for hours while a sink is away.
        CompletableFuture<byte[]> unneeded = receipt;
        if (unneeded != null) {
          unneeded.cancel(false);
        }
        Answers.status(response, callback, HttpStatus.NO_CONTENT_204);
      }
    }

    private boolean take() {
      waiting.remove(this);
      return ended.compareAndSet(false, true);
    }
  }
}
