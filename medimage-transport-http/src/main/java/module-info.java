/**
 * The wire protocol of MedImage: {@code WireClient} is the client, {@code IntakeHandler} and {@code
 * MailboxHandler} are the server. A program that only sends needs no Jetty.
 */
module nz.co.medimage.transport.http {
  requires transitive nz.co.medimage.api;
  requires static transitive org.jspecify;
  requires static transitive org.eclipse.jetty.server;
  requires nz.co.medimage.runtime;
  requires com.squareup.moshi;
  requires okhttp3;
  requires okio;
  requires org.slf4j;

  exports nz.co.medimage.transport.http;
  exports nz.co.medimage.transport.http.server;
  exports nz.co.medimage.transport.http.v1;
}
