package nz.co.medimage.transport.http.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Finds the client of a request that a reverse proxy forwarded: the last address in {@code
 * X-Forwarded-For}, which the proxy itself wrote. The client may have invented earlier ones, and
 * {@code Forwarded}.
 */
final class ProxiedAddress implements HttpConfiguration.Customizer {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

  /** Nothing that would be looked up as a name. */
  private static final Pattern LITERAL =
      Pattern.compile(OCTET + "(\\." + OCTET + "){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    List<String> told = request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR);
    if (told.isEmpty()) {
      return request;
    }
    String all = told.get(told.size() - 1);
    Optional<InetAddress> client = literal(all.substring(all.lastIndexOf(',') + 1).trim());
    return client.isPresent() ? new Proxied(request, client.get()) : request;
  }

  private static Optional<InetAddress> literal(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static final class Proxied extends Request.Wrapper {
    private final ConnectionMetaData connection;

    Proxied(Request request, InetAddress client) {
      super(request);
      SocketAddress address = new InetSocketAddress(client, 0);
      this.connection =
          new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
            @Override
            public SocketAddress getRemoteSocketAddress() {
              return address;
            }
          };
    }

    @Override
    public ConnectionMetaData getConnectionMetaData() {
      return connection;
    }
  }
}
