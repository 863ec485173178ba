package nz.co.medimage.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Tells open pages what has changed, by server-sent events; what it is now they ask for themselves.
 * No thread waits with them, and a server that stops does not either. Safe for use by several
 * threads.
 */
final class LiveStreams implements Graceful {
  /** Below the time after which a server closes an idle connection. */
  private static final long SECONDS_BETWEEN_BEATS = 10;

  /** More than a page can have missed and still want to hear of one by one. */
  private static final int MOST_WAITING = 200;

  private static final int MOST = 100;

  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean shutDown;

  /** Answers with a stream, for as long as the page listens. */
  void open(Exchange exchange) {
    exchange.response().setStatus(200);
    exchange.header("Content-Type", "text/event-stream");
    Stream stream =
        new Stream(
            exchange.response(),
            exchange.callback(),
            exchange.request().getComponents().getScheduler());
    exchange.request().addIdleTimeoutListener(timeout -> false);
    open.add(stream);
    stream.send(": here\n\n");
    stream.beatLater();
    if (shutDown || open.size() > MOST) {
      stream.end();
    }
  }

  /**
   * Tells all pages.
   *
   * @param event its name
   * @param data one line with nothing about a patient
   */
  void tell(String event, String data) {
    String text = "event: " + event + "\ndata: " + data + "\n\n";
    open.forEach(stream -> stream.send(text));
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    shutDown = true;
    open.forEach(Stream::end);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean isShutdown() {
    return shutDown;
  }

  /** One page. Writes one event at a time, as Jetty takes no second one before. */
  private final class Stream implements Callback {
    private final Response response;
    private final Callback callback;
    private final Scheduler scheduler;
    private final Queue<String> waiting = new ArrayDeque<>();
    private boolean isWriting;
    private boolean isEnding;
    private boolean hasEnded;

    Stream(Response response, Callback callback, Scheduler scheduler) {
      this.response = response;
      this.callback = callback;
      this.scheduler = scheduler;
    }

    void send(String text) {
      synchronized (this) {
        if (isEnding || waiting.size() >= MOST_WAITING) {
          isEnding = true; // it comes back and asks for everything anew
        } else {
          waiting.add(text);
        }
      }
      write();
    }

    void end() {
      synchronized (this) {
        isEnding = true;
      }
      write();
    }

    private void write() {
      String next;
      synchronized (this) {
        if (isWriting || hasEnded) {
          return;
        }
        next = waiting.poll();
        if (next == null && !isEnding) {
          return;
        }
        isWriting = true;
        hasEnded = next == null;
      }
      if (next == null) {
        open.remove(this);
        response.write(true, null, callback);
      } else {
        response.write(false, ByteBuffer.wrap(next.getBytes(StandardCharsets.UTF_8)), this);
      }
    }

    @Override
    public void succeeded() {
      synchronized (this) {
        isWriting = false;
      }
      write();
    }

    /** The page is gone. */
    @Override
    public void failed(Throwable e) {
      open.remove(this);
      callback.failed(e);
    }

    void beatLater() {
      scheduler.schedule(
          () -> {
            if (open.contains(this)) {
              send(": still here\n\n");
              beatLater();
            }
          },
          SECONDS_BETWEEN_BEATS,
          TimeUnit.SECONDS);
    }
  }
}
