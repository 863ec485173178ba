package nz.co.medimage.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.receiver.DecisionRefusedException;

/**
 * The decisions that were made here lately: the same form once more, by a double click or a page
 * that is loaded again, is not a second decision. Decides one at a time. Safe for use by several
 * threads.
 */
final class AcceptedForms {
  /** The field by which a form that is shown once more differs from the one before. */
  static final String SHOWN = "shown";

  private static final int MOST = 200;

  private final Set<String> accepted = new LinkedHashSet<>();

  interface Decision {
    void make() throws IOException, DecisionRefusedException, RefusedException;
  }

  /** Makes a decision, unless it was made by the same form before. */
  synchronized void once(String action, Map<String, String> form, Decision decision)
      throws IOException, DecisionRefusedException, RefusedException {
    String name = Sha256.hex(Sha256.of((action + " " + new TreeMap<>(form)).getBytes(UTF_8)));
    if (accepted.contains(name)) {
      return;
    }
    decision.make();
    accepted.add(name);
    if (accepted.size() > MOST) {
      accepted.remove(accepted.iterator().next());
    }
  }
}
