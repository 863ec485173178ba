package nz.co.medimage.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.file.Sha256;

/**
 * What pages ask for after a change, made once for all of them: a part or a photo's row is made
 * anew if something of its topic has changed since, or after some seconds, as other programs change
 * things at this home without a word. Safe for use by several threads.
 */
final class Parts {
  private static final long OLD = Duration.ofSeconds(10).toNanos();
  private static final int MOST = 500;
  private static final int VERSION_BYTES = 8;

  private final Changes changes;
  private final Map<String, Made> all = new LinkedHashMap<>();

  Parts(Changes changes) {
    this.changes = changes;
  }

  /**
   * A part as it was made.
   *
   * @param element empty if there is no such thing, or not any more
   * @param version differs if the part does
   */
  record Made(Optional<Element> element, String version, long number, long nanos) {}

  /** Makes a part; what it gave out is not changed any more. */
  @FunctionalInterface
  interface Making {
    Optional<Element> make() throws IOException;
  }

  /** The part of a topic. Others wait meanwhile: they mostly want the same one. */
  synchronized Made get(String topic, Making how) throws IOException {
    long number = changes.of(topic); // before it is made, so that no change is missed
    long now = System.nanoTime();
    Made made = all.remove(topic);
    if (made == null || made.number() != number || now - made.nanos() > OLD) {
      made = made(how, number, now);
    }
    all.put(topic, made);
    if (all.size() > MOST) {
      all.remove(all.keySet().iterator().next());
    }
    return made;
  }

  private static Made made(Making how, long number, long nanos) throws IOException {
    Optional<Element> element = how.make();
    byte[] text = element.map(Element::toString).orElse("").getBytes(StandardCharsets.UTF_8);
    String version = HexFormat.of().formatHex(Sha256.of(text), 0, VERSION_BYTES);
    return new Made(element.map(each -> each.set("data-version", version)), version, number, nanos);
  }

  /** Another receiver is shown. */
  synchronized void clear() {
    all.clear();
  }
}
