/** Tells people of trouble with photos once, and keeps a log. */
module nz.co.medimage.observer.notify {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
}
