package nz.co.medimage.benchmarks;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingGuest;
import nz.co.medimage.crypto.PairingHost;
import nz.co.medimage.crypto.ReceiverIdentity;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.crypto.SenderPairing;

/** The keys of a sender and a receiver that were paired in memory. */
record PairedKeys(SenderPairing sender, ReceiverPairing receiver, ReceiverIdentity identity) {

  static PairedKeys create() throws IOException {
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.systemUTC();
    ReceiverIdentity identity = ReceiverIdentity.generate();
    PairingCode code = PairingCode.generate(random);
    AtomicReference<ReceiverPairing> kept = new AtomicReference<>();
    PairingHost host =
        new PairingHost(
            code,
            "PC",
            identity,
            List::of,
            clock,
            random,
            (pairing, previous) -> kept.set(pairing));
    PairingGuest guest = new PairingGuest(code, "phone", clock, random);
    byte[] proof = guest.proof(host.answer(guest.hello()));
    return new PairedKeys(guest.finish(host.answer(proof)), kept.get(), identity);
  }
}
