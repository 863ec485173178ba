package nz.co.medimage.sender;

import java.util.LinkedHashMap;
import java.util.Map;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import nz.co.medimage.crypto.PairingCode;

/**
 * Counts how often each typed code was proved. Anybody who gets a proof can test one guess at the
 * code. So there are at most {@link #MOST} proofs of one code while this process runs, over all
 * routes and searches: {@code spec/pairing-v1.md}, section "Guesses, repeats, limits".
 */
final class ProofBudget {
  /** The maximum number of proofs of one code. */
  static final int MOST = 3;

  /** The maximum number of codes that are counted; the oldest is forgotten for a new one. */
  private static final int MOST_CODES = 1000;

  private final Map<String, Integer> spent =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MOST_CODES;
        }
      };

  /**
   * Takes one proof. Called before it is sent, because afterwards nobody knows who got it.
   *
   * @throws PairingRefusedException with one sentence for the user if none is left
   */
  synchronized void take(PairingCode code) throws PairingRefusedException {
    requireSome(code);
    spent.merge(code.text(), 1, Integer::sum);
  }

  /** Gives the last proof back: a receiver that showed that it knew the code has learnt nothing. */
  synchronized void giveBack(PairingCode code) {
    spent.computeIfPresent(code.text(), (text, count) -> count == 1 ? null : count - 1);
  }

  /**
   * Makes sure that a proof is left.
   *
   * @throws PairingRefusedException with one sentence for the user if none is left
   */
  synchronized void requireSome(PairingCode code) throws PairingRefusedException {
    if (spent.getOrDefault(code.text(), 0) >= MOST) {
      throw new PairingRefusedException(
          Reason.NO_OFFER,
          "This pairing code was tried "
              + MOST
              + " times: ask for a new one, and give the receiver's address with it.");
    }
  }
}
