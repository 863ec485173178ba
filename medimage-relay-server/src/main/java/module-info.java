/**
 * A relay to embed: it keeps sealed envelopes for receivers and receipts for senders that are away,
 * and can read neither.
 */
module nz.co.medimage.relay {
  requires transitive nz.co.medimage.api;
  requires static transitive org.jspecify;
  requires transitive nz.co.medimage.transport.http;
  requires nz.co.medimage.runtime;
  requires com.zaxxer.hikari;
  requires java.sql;
  requires org.eclipse.jetty.server;
  requires org.postgresql.jdbc;
  requires org.xerial.sqlitejdbc;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.slf4j;

  exports nz.co.medimage.relay;
  exports nz.co.medimage.relay.store;
}
