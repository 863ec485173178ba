/** A relay: it holds sealed envelopes and receipts for those who are away, and can read neither. */
module nz.co.medimage.relay {
  requires transitive nz.co.medimage.api;
  requires static transitive org.jspecify;
  requires com.zaxxer.hikari;
  requires java.sql;
  requires org.postgresql.jdbc;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;

  exports nz.co.medimage.relay.store;
}
