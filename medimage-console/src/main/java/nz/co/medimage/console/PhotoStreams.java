package nz.co.medimage.console;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.runtime.DaemonThreads;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends photos to browsers, a small piece at a time: none is ever in memory as a whole. On few
 * threads of their own, so that a browser which reads slowly holds none that phones need; one that
 * does not read at all is cut off by the server. Safe for use by several threads.
 */
final class PhotoStreams {
  private static final Logger LOG = LoggerFactory.getLogger(PhotoStreams.class);
  private static final int THREADS = 4;
  private static final int MOST_WAITING = 50;

  private final ExecutorService threads;

  PhotoStreams() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            DaemonThreads.named("console-photo"));
    pool.allowCoreThreadTimeOut(true);
    threads = pool;
  }

  /** Gives a photo to the browser, piece by piece. */
  @FunctionalInterface
  interface Photo {
    /** Writes all of it; what fails breaks the answer off, so that the browser sees that too. */
    void writeTo(OutputStream browser) throws IOException;
  }

  /**
   * Answers with a photo.
   *
   * @param length in bytes, exactly
   * @throws RefusedException if too many are under way
   */
  void send(Exchange exchange, String type, long length, Photo photo) throws RefusedException {
    try {
      threads.execute(() -> write(exchange, type, length, photo));
    } catch (RejectedExecutionException e) {
      throw new RefusedException(HttpStatus.SERVICE_UNAVAILABLE_503, "refused.busy");
    }
  }

  private static void write(Exchange exchange, String type, long length, Photo photo) {
    exchange.response().setStatus(HttpStatus.OK_200);
    exchange.header(HttpHeader.CONTENT_TYPE.asString(), type);
    exchange.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    try {
      Pieces pieces = new Pieces(Content.Sink.asOutputStream(exchange.response()));
      photo.writeTo(pieces);
      pieces.finish();
    } catch (IOException | RuntimeException e) {
      LOG.info("A photo was not shown to its end: {}", e.getClass().getName());
      exchange.callback().failed(e);
      return;
    }
    exchange.callback().succeeded();
  }
}
