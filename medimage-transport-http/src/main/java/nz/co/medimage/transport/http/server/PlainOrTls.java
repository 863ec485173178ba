package nz.co.medimage.transport.http.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;

/**
 * Lets the first byte of a connection decide between TLS and plain HTTP. Plain HTTP is for this
 * computer alone, and for {@link LocalPages} alone.
 */
final class PlainOrTls extends DetectorConnectionFactory {
  private final HttpConnectionFactory plain;

  PlainOrTls(SslConnectionFactory tls, HttpConnectionFactory plain) {
    super(tls);
    this.plain = plain;
  }

  /** Whatever is not TLS. */
  @Override
  protected void nextProtocol(Connector connector, EndPoint connection, ByteBuffer begun) {
    if (connection.getRemoteSocketAddress() instanceof InetSocketAddress from
        && from.getAddress().isLoopbackAddress()) {
      upgradeToConnectionFactory(plain, connector, connection);
    } else {
      connection.close();
    }
  }

  /** Answers all plain requests, and passes on those that came by TLS. */
  static final class PlainPages extends Handler.Wrapper {

    PlainPages(Handler pages) {
      super(pages);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      if (request.getConnectionMetaData().getConnection().getEndPoint().isSecure()) {
        return false;
      }
      if (!super.handle(request, response, callback)) {
        Responses.status(response, callback, HttpStatus.NOT_FOUND_404);
      }
      return true;
    }
  }
}
