package nz.co.medimage.sink.hl7;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.OffsetDateTime;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One connection, for one thread at a time. Whatever takes longer than the time limit closes it, so
 * that an answer which comes later is never read. An interrupt closes it too.
 */
final class MllpConnection implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final MllpEndpoint endpoint;
  private final ScheduledExecutorService timer;
  private final SocketChannel channel;
  private volatile boolean isLate;
  private Socket socket;
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();

  private MllpConnection(
      MllpEndpoint endpoint, ScheduledExecutorService timer, SocketChannel channel) {
    this.endpoint = endpoint;
    this.timer = timer;
    this.channel = channel;
    this.socket = channel.socket();
  }

  /**
   * Connects, by TLS if that is configured.
   *
   * @throws IOException with one sentence for the user
   */
  static MllpConnection open(MllpEndpoint endpoint, ScheduledExecutorService timer)
      throws IOException {
    MllpConnection connection = new MllpConnection(endpoint, timer, SocketChannel.open());
    boolean isOpen = false;
    try {
      connection.within("cannot be reached", connection::connect);
      isOpen = true;
      return connection;
    } finally {
      if (!isOpen) {
        connection.close();
      }
    }
  }

  private boolean connect() throws IOException {
    socket = endpoint.connect(channel);
    in = new BufferedInputStream(socket.getInputStream());
    out = new BufferedOutputStream(new BoundedStream(socket.getOutputStream()), BUFFER);
    return true;
  }

  /**
   * Whether the other side neither closed the connection nor sent anything since the last answer,
   * which could only be an answer that is not awaited.
   */
  boolean isQuiet() {
    try {
      socket.setSoTimeout(1);
      in.read();
      return false;
    } catch (SocketTimeoutException e) {
      return setBlocking();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean setBlocking() {
    try {
      socket.setSoTimeout(0);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends all of a message but its end: without that, no receiver takes it for one. */
  void send(PhotoMessage message, OffsetDateTime at) throws IOException {
    out.write(MllpFrame.START);
    message.writeTo(out, at);
    out.flush();
  }

  /** Sends the end of the message: from here on, the receiver may have it. */
  void end() throws IOException {
    out.write(MllpFrame.END);
    out.write(MllpFrame.RETURN);
    out.flush();
  }

  /** Waits for the next block. */
  byte[] receive() throws IOException {
    return within("did not answer", () -> MllpFrame.read(in));
  }

  /** A call that may block. */
  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T within(String failure, Call<T> call) throws IOException {
    Future<?> alarm =
        timer.schedule(this::cut, endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS);
    try {
      return call.run();
    } catch (MllpException e) {
      throw new IOException(endpoint + " " + e.getMessage(), e);
    } catch (IOException e) {
      throw failed(failure, e);
    } finally {
      alarm.cancel(false);
    }
  }

  /** Closes the channel, not the TLS around it: that would wait for a blocked write. */
  private void cut() {
    isLate = true;
    try {
      channel.close();
    } catch (IOException e) {
      // it is closed all the same
    }
  }

  private IOException failed(String failure, IOException e) {
    if (Thread.currentThread().isInterrupted()) {
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while talking to " + endpoint);
      interrupted.initCause(e);
      return interrupted;
    }
    String why =
        isLate
            ? " within " + endpoint.timeout().toMillis() + " ms"
            : " (" + e.getClass().getSimpleName() + ")";
    return new IOException(endpoint + " " + failure + why, e);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Limits the time that each piece takes: a receiver that reads nothing blocks a write. */
  private final class BoundedStream extends FilterOutputStream {
    BoundedStream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      within(
          "did not take the message",
          () -> {
            out.write(bytes, offset, length);
            return true;
          });
    }
  }
}
