package nz.co.medimage.transport.http;

import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/**
 * Sockets for a protocol in which the sides take turns: what is written is gathered, and sent,
 * without delay, when the answer to it is first read for. Else each of the hundreds of TLS records
 * of a photo would go to the kernel by itself, under a time limit of its own.
 */
final class PromptSockets extends SocketFactory {
  private static final int GATHERED = 64 << 10;

  private final Duration writeTimeout;

  /**
   * @param writeTimeout how long what was gathered may take to be sent; the socket is closed then
   */
  PromptSockets(Duration writeTimeout) {
    this.writeTimeout = writeTimeout;
  }

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = new PromptSocket();
    socket.setTcpNoDelay(true);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException("the caller connects the sockets of this factory");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    return createSocket(String.valueOf(host), port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) {
    return createSocket(address, port);
  }

  private final class PromptSocket extends Socket {
    private @Nullable OutputStream gathered;

    private synchronized OutputStream gathered() throws IOException {
      OutputStream out = gathered;
      if (out == null) {
        out = new BufferedOutputStream(new Limited(super.getOutputStream()), GATHERED);
        gathered = out;
      }
      return out;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(gathered()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          out.write(bytes, offset, length);
        }

        /** Later: TLS asks for it after each record. */
        @Override
        public void flush() {}

        @Override
        public void close() throws IOException {
          PromptSocket.this.close();
        }
      };
    }

    @Override
    public InputStream getInputStream() throws IOException {
      OutputStream question = gathered();
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          question.flush();
          return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          question.flush();
          return in.read(bytes, offset, length);
        }
      };
    }

    /** Writes within the time limit, or closes the socket. */
    private final class Limited extends FilterOutputStream {
      private final AsyncTimeout timeout =
          new AsyncTimeout() {
            @Override
            protected void timedOut() {
              try {
                PromptSocket.this.close();
              } catch (IOException e) {
                // It is given up anyway.
              }
            }
          };

      Limited(OutputStream out) {
        super(out);
        timeout.timeout(writeTimeout.toMillis(), TimeUnit.MILLISECONDS);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        timeout.enter();
        try {
          out.write(bytes, offset, length);
        } catch (IOException e) {
          throw timeout.exit() ? late(e) : e;
        }
        if (timeout.exit()) {
          throw late(null);
        }
      }

      private IOException late(@Nullable IOException cause) {
        IOException late = new SocketTimeoutException("nothing was taken for " + writeTimeout);
        late.initCause(cause);
        return late;
      }
    }
  }
}
