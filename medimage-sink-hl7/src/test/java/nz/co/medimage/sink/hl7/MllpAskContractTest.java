package nz.co.medimage.sink.hl7;

/** The contract, for a sink that asks a person about a message whose answer was lost. */
final class MllpAskContractTest extends MllpContractBase {
  @Override
  String repeat() {
    return "ask";
  }
}
