package nz.co.medimage.sink.hl7;

/** The contract, for a sink that sends a message again whose answer was lost. */
final class MllpSafeContractTest extends MllpContractBase {
  @Override
  String repeat() {
    return "safe";
  }
}
