/**
 * Delivery on the local network: {@code WifiTransport} finds and reaches the {@code WifiListener}.
 */
module nz.co.medimage.transport.wifi {
  requires transitive nz.co.medimage.api;
  requires static transitive org.jspecify;
  requires nz.co.medimage.runtime;
  requires nz.co.medimage.transport.http;
  // Only the listener needs these two; the module of the receiver brings them.
  requires static okhttp3.tls;
  requires static org.eclipse.jetty.server;
  requires javax.jmdns;
  requires okhttp3;
  requires org.slf4j;

  exports nz.co.medimage.transport.wifi;

  provides nz.co.medimage.api.transport.TransportProvider with
      nz.co.medimage.transport.wifi.WifiTransportProvider;
}
