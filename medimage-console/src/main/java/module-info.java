/** The page on the practice's PC, for the person who sits there. */
module nz.co.medimage.console {
  requires transitive nz.co.medimage.receiver;
  requires transitive nz.co.medimage.transport.http;
  requires transitive org.eclipse.jetty.server;
  requires static org.jspecify;
  requires nz.co.medimage.runtime;
  requires com.google.zxing;
  requires org.slf4j;

  exports nz.co.medimage.console;
}
