/**
 * Finds out when the photo or video in a file was taken, from what its camera wrote into it. For a
 * PC.
 */
module nz.co.medimage.capture {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
  requires com.drew.metadata;

  exports nz.co.medimage.capture;
}
