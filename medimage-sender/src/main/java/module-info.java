/** The sending side: a durable outbox, the choice of routes, resuming, retrying, receipts. */
module nz.co.medimage.sender {
  requires transitive nz.co.medimage.api;
  requires nz.co.medimage.crypto;
  requires nz.co.medimage.runtime;
  requires com.squareup.moshi;
  requires kotlin.stdlib; // of Okio and Moshi, which have no descriptors that say so
  requires okio;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports nz.co.medimage.sender;

  uses nz.co.medimage.api.transport.TransportProvider;
}
