/** Receives sealed photos from paired senders and sees them safely into sinks. */
module nz.co.medimage.receiver {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
  requires nz.co.medimage.crypto;
  requires nz.co.medimage.runtime;
  requires nz.co.medimage.store;
  requires com.squareup.moshi;
  requires kotlin.stdlib; // of Okio and Moshi, which have no descriptors that say so
  requires okio;
  requires org.slf4j;
  // For listeners, whose modules leave these two out because senders on phones do without.
  requires okhttp3.tls;
  requires org.eclipse.jetty.server;

  exports nz.co.medimage.receiver;
  exports nz.co.medimage.receiver.addon;
  exports nz.co.medimage.receiver.config;
  exports nz.co.medimage.receiver.filter;

  uses nz.co.medimage.api.spi.FilterProvider;
  uses nz.co.medimage.api.spi.PatientCheckProvider;
  uses nz.co.medimage.api.spi.ReceiverObserverProvider;
  uses nz.co.medimage.api.spi.SinkProvider;
  uses nz.co.medimage.api.transport.ListenerProvider;

  opens nz.co.medimage.receiver.internal.state to
      com.squareup.moshi;
}
