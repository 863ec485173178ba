/**
 * The contracts of MedImage. Read {@code nz.co.medimage.api} for the values that travel and {@code
 * nz.co.medimage.api.spi} for what sinks, filters and other add-ons implement; {@code
 * nz.co.medimage.api.file} writes files durably. {@code nz.co.medimage.api.transport} is for those
 * who write a transport.
 */
module nz.co.medimage.api {
  requires static transitive org.jspecify;

  exports nz.co.medimage.api;
  exports nz.co.medimage.api.file;
  exports nz.co.medimage.api.spi;
  exports nz.co.medimage.api.transport;
}
