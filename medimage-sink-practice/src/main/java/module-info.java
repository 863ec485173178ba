/** Looks patients up and files photos in practice software, by SQL or by web services. */
module nz.co.medimage.sink.practice {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
  requires com.squareup.moshi;
  requires com.zaxxer.hikari;
  requires java.sql;
  requires java.xml;
  requires json.path;
  requires kotlin.stdlib; // of Okio and Moshi, which have no descriptors that say so
  requires nz.co.medimage.filter.resize;
  requires nz.co.medimage.runtime;
  requires nz.co.medimage.store;
  requires okhttp3;
  requires okio;
  requires org.apache.commons.csv;

  uses java.sql.Driver;

  exports nz.co.medimage.sink.practice;

  provides nz.co.medimage.api.spi.SinkProvider with
      nz.co.medimage.sink.practice.PracticeSinkProvider;
  provides nz.co.medimage.api.spi.PatientCheckProvider with
      nz.co.medimage.sink.practice.PracticeCheckProvider,
      nz.co.medimage.sink.practice.CsvCheckProvider;
}
