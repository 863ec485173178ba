/**
 * The contracts of MedImage. Read {@code nz.co.medimage.api} for the values that travel, {@code
 * nz.co.medimage.api.spi} for what add-ons implement, {@code nz.co.medimage.api.file} for the
 * durable file writing that both sides and add-ons share.
 */
module nz.co.medimage.api {
  requires static transitive org.jspecify;

  exports nz.co.medimage.api;
  exports nz.co.medimage.api.file;
  exports nz.co.medimage.api.spi;
  exports nz.co.medimage.api.transport;
}
