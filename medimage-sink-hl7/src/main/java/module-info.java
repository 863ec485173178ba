/** Files photos in practice software by HL7 version 2. */
@SuppressWarnings("module") // HL7 ends in a digit, which javac advises against
module nz.co.medimage.sink.hl7 {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
  requires nz.co.medimage.runtime;
  requires nz.co.medimage.store;

  exports nz.co.medimage.sink.hl7;

  provides nz.co.medimage.api.spi.SinkProvider with
      nz.co.medimage.sink.hl7.Hl7SinkProvider;
}
