package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import nz.co.medimage.api.spi.Intake;
import nz.co.medimage.api.spi.Reception;
import nz.co.medimage.transport.http.MailboxClient;

/** The receiver, as a relay needs it: what it takes in, and whom it lets in. */
final class Receiving {
  private final Reception reception;
  private final Intake letInBefore;
  private final AdmittedSenders admitted;

  Receiving(Reception reception) {
    this.reception = reception;
    this.letInBefore = reception.letInBefore();
    this.admitted = new AdmittedSenders(reception::problem);
  }

  /** For what the relay took in while its sender was paired. */
  Intake intake() {
    return letInBefore;
  }

  CompletionStage<byte[]> pair(String nameplate, byte[] message) {
    return reception.pair(nameplate, message);
  }

  /** Forgets what a relay was told: it may be another one, or have lost it. */
  synchronized void forgetAdmitted() {
    admitted.forget();
  }

  /** Tells the relay whom to let in, unless it knows. */
  synchronized void admit(MailboxClient relay) throws IOException {
    admitted.bring(relay, reception.senders());
  }
}
