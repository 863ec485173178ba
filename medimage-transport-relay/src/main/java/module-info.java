/**
 * Delivery through a relay: {@code RelayTransport} leaves envelopes there, {@code RelayListener}
 * collects them.
 */
module nz.co.medimage.transport.relay {
  requires transitive nz.co.medimage.api;
  requires transitive nz.co.medimage.transport.http;
  requires static transitive org.jspecify;
  requires nz.co.medimage.runtime;
  requires org.slf4j;

  exports nz.co.medimage.transport.relay;

  provides nz.co.medimage.api.transport.TransportProvider with
      nz.co.medimage.transport.relay.RelayTransportProvider;
}
