/** Durable records in one SQLite file, for data that grows with the number of photos. */
module nz.co.medimage.store {
  requires transitive java.sql;
  requires transitive nz.co.medimage.api;
  requires static transitive org.jspecify;
  requires org.xerial.sqlitejdbc;

  exports nz.co.medimage.store;
}
