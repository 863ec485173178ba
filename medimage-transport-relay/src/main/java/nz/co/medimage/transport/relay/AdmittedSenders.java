package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import nz.co.medimage.transport.http.v1.SenderPage;
import org.jspecify.annotations.Nullable;

/**
 * Tells a relay which senders to let in: all of them at first, then the changes. If there are too
 * many, the relay lets in as many as it takes, and the others are reported as a problem. Not for
 * use by several threads at once.
 */
final class AdmittedSenders {
  private final Consumer<String> problem;
  private @Nullable Map<PairingId, TokenHash> told;
  private boolean saidTooMany;

  AdmittedSenders(Consumer<String> problem) {
    this.problem = problem;
  }

  /** Forgets what a relay was told: it may be another one, or have lost it. */
  void forget() {
    told = null;
  }

  void bring(MailboxClient relay, Map<PairingId, TokenHash> all) throws IOException {
    Map<PairingId, TokenHash> now = asManyAsGo(all);
    List<SenderPage> pages = told == null ? SenderPage.whole(now) : SenderPage.changes(told, now);
    told = null; // If this breaks off, nobody knows what the relay has.
    boolean tooMany = !bring(relay, pages) || now.size() < all.size();
    told = now;
    if (tooMany && !saidTooMany) {
      problem.accept(
          "This receiver has "
              + all.size()
              + " paired devices, more than the relay lets in ("
              + SenderPage.MOST_OF_A_MAILBOX
              + "): the others cannot send through it. Revoke those that are no longer used.");
    }
    saidTooMany = tooMany;
  }

  /** Prefers senders that are already let in. */
  private Map<PairingId, TokenHash> asManyAsGo(Map<PairingId, TokenHash> all) {
    if (all.size() <= SenderPage.MOST_OF_A_MAILBOX) {
      return new HashMap<>(all);
    }
    List<PairingId> wanted = new ArrayList<>(all.keySet());
    wanted.sort((a, b) -> a.toString().compareTo(b.toString()));
    if (told != null) {
      Map<PairingId, TokenHash> in = told;
      wanted.sort((a, b) -> Boolean.compare(in.containsKey(b), in.containsKey(a)));
    }
    Map<PairingId, TokenHash> some = new HashMap<>(all);
    some.keySet().retainAll(wanted.subList(0, SenderPage.MOST_OF_A_MAILBOX));
    return some;
  }

  /** A change that fails while others are still in may work once they are out. */
  private static boolean bring(MailboxClient relay, List<SenderPage> pages) throws IOException {
    List<SenderPage> left = pages;
    boolean progress = true;
    while (!left.isEmpty() && progress) {
      List<SenderPage> refused = new ArrayList<>();
      for (SenderPage page : left) {
        if (!bring(relay, page)) {
          refused.add(page);
        }
      }
      progress = refused.size() < left.size();
      left = refused;
    }
    return left.isEmpty();
  }

  private static boolean bring(MailboxClient relay, SenderPage page) throws IOException {
    try {
      relay.admit(page);
      return true;
    } catch (ProblemException e) {
      if (e.type() == ProblemType.TOO_MANY_SENDERS) {
        return false;
      }
      throw e;
    }
  }
}
