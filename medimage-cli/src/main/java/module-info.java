/** The {@code medimage} command: everything assembled from the public API, as an example of how. */
module nz.co.medimage.cli {
  requires com.google.zxing;
  requires com.squareup.moshi;
  requires com.zaxxer.hikari; // this and the next three: what its relay keeps and counts with
  requires micrometer.registry.prometheus;
  requires org.postgresql.jdbc;
  requires org.xerial.sqlitejdbc;
  requires info.picocli;
  requires static java.desktop; // demo draws a picture; a small Java may lack it
  requires me.tongfei.progressbar;
  requires nz.co.medimage.api;
  requires nz.co.medimage.capture;
  requires nz.co.medimage.console;
  requires nz.co.medimage.crypto;
  requires nz.co.medimage.receiver;
  requires nz.co.medimage.relay;
  requires nz.co.medimage.runtime;
  requires nz.co.medimage.sender;
  requires nz.co.medimage.sink.folders;
  requires nz.co.medimage.sink.practice;
  requires nz.co.medimage.transport.http;
  requires nz.co.medimage.transport.relay;
  requires nz.co.medimage.transport.wifi;
  requires static org.jspecify;

  opens nz.co.medimage.cli to
      info.picocli;
}
