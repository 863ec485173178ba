/**
 * A relay to embed: it keeps sealed envelopes for receivers and receipts for senders that are away,
 * and can read neither.
 */
module nz.co.medimage.relay {
  requires transitive nz.co.medimage.api;
  requires static transitive org.jspecify;
  requires transitive nz.co.medimage.transport.http;
  requires nz.co.medimage.runtime;
  requires java.sql;
  requires org.eclipse.jetty.server;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  // For SqlStore and for /metrics; a relay with a store of its own needs none of them.
  requires static com.zaxxer.hikari;
  requires static micrometer.core;
  requires static micrometer.registry.prometheus;
  requires static org.postgresql.jdbc;
  requires static org.xerial.sqlitejdbc;

  exports nz.co.medimage.relay;
  exports nz.co.medimage.relay.store;
}
