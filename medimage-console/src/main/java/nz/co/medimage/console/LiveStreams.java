package nz.co.medimage.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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
 * A stream is a position in {@link Changes}: it begins where its page was made, or where the stream
 * before it broke off, and a page is told at most once in a second. No thread waits with them, and
 * a server that stops does not either. Safe for use by several threads.
 */
final class LiveStreams implements Graceful {
  /** Below the time after which a server closes an idle connection. */
  private static final long SECONDS_BETWEEN_BEATS = 10;

  private static final long SECONDS_BETWEEN_NEWS = 1;

  /** If more have changed, reading the list once is less work than one row after the other. */
  private static final int MOST_PHOTOS = 20;

  private static final int MOST = 100;

  private final Changes changes;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean shutDown;

  LiveStreams(Changes changes) {
    this.changes = changes;
  }

  /** Answers with a stream, for as long as the page listens. */
  void open(Exchange exchange, Access.Kind kind) {
    exchange.response().setStatus(200);
    exchange.header("Content-Type", "text/event-stream");
    // A browser that connects again by itself says what it has heard since.
    String heard = exchange.request().getHeaders().get("Last-Event-ID");
    String after = heard == null ? exchange.query().getOrDefault("after", "") : heard;
    Stream stream =
        new Stream(
            kind,
            exchange.response(),
            exchange.callback(),
            exchange.request().getComponents().getScheduler(),
            after);
    exchange.request().addIdleTimeoutListener(timeout -> false);
    open.add(stream);
    stream.beat();
    if (shutDown || open.size() > MOST) {
      stream.end();
    }
  }

  /**
   * Tells all pages.
   *
   * @param topics that have changed, with nothing about a patient
   */
  void tell(List<String> topics) {
    changes.add(topics);
    open.forEach(Stream::write);
  }

  /** What a page that is made from now on is current to. */
  String position() {
    return changes.position();
  }

  /** Ends all streams; a page that may then connects again. */
  void endAll() {
    open.forEach(Stream::end);
  }

  /** Ends those of one kind of browser. */
  void endAll(Access.Kind kind) {
    open.stream().filter(each -> each.kind == kind).forEach(Stream::end);
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    shutDown = true;
    endAll();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean isShutdown() {
    return shutDown;
  }

  private static String event(String name, List<String> lines, String id) {
    StringBuilder event = new StringBuilder("id: " + id + "\nevent: " + name + "\n");
    lines.forEach(line -> event.append("data: ").append(line).append('\n'));
    return event.append('\n').toString();
  }

  /** One page. Writes one thing at a time, as Jetty takes no second one before. */
  private final class Stream implements Callback {
    private final Access.Kind kind;
    private final Response response;
    private final Callback callback;
    private final Scheduler scheduler;
    private String position;
    private boolean isBeatDue;
    private boolean isResting;
    private boolean isWriting;
    private boolean isEnding;
    private boolean hasEnded;

    Stream(
        Access.Kind kind,
        Response response,
        Callback callback,
        Scheduler scheduler,
        String position) {
      this.kind = kind;
      this.response = response;
      this.callback = callback;
      this.scheduler = scheduler;
      this.position = position;
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
        next = isEnding ? "" : next();
        if (next.isEmpty() && !isEnding) {
          return;
        }
        isWriting = true;
        hasEnded = isEnding;
      }
      if (next.isEmpty()) {
        open.remove(this);
        response.write(true, null, callback);
      } else {
        response.write(false, ByteBuffer.wrap(next.getBytes(StandardCharsets.UTF_8)), this);
      }
    }

    private String next() {
      String news = isResting ? "" : news();
      if (!news.isEmpty()) {
        isResting = true;
        scheduler.schedule(this::rested, SECONDS_BETWEEN_NEWS, TimeUnit.SECONDS);
      }
      String beat = isBeatDue ? ": here\n\n" : "";
      isBeatDue = false;
      return beat + news;
    }

    private String news() {
      String after = position;
      Optional<Changes.News> news = changes.since(after);
      position = news.map(Changes.News::position).orElseGet(changes::position);
      if (news.isEmpty()) {
        return event("all", List.of("changed"), position);
      }
      List<String> topics = news.get().topics();
      if (topics.stream().filter(each -> each.startsWith(Changes.PHOTO)).count() > MOST_PHOTOS) {
        topics.removeIf(each -> each.startsWith(Changes.PHOTO));
        topics.add("photos");
      }
      return topics.isEmpty() ? "" : event("changed", topics, position);
    }

    private void rested() {
      synchronized (this) {
        isResting = false;
      }
      write();
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

    void beat() {
      synchronized (this) {
        isBeatDue = true;
      }
      write();
      scheduler.schedule(
          () -> {
            if (open.contains(this)) {
              beat();
            }
          },
          SECONDS_BETWEEN_BEATS,
          TimeUnit.SECONDS);
    }
  }
}
