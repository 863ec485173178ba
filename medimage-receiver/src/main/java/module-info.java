/** Receives sealed photos from paired senders and sees them safely into sinks. */
module nz.co.medimage.receiver {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
  requires org.slf4j;

  exports nz.co.medimage.receiver;
}
