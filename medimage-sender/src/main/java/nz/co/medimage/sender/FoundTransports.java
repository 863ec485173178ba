package nz.co.medimage.sender;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.api.transport.TransportProvider;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.runtime.HostedContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the transports that the class path and the module path provide. A broken transport stops
 * neither the others nor the sender; wrong settings that a person gave stop the sender.
 */
final class FoundTransports {
  private static final Logger LOG = LoggerFactory.getLogger(FoundTransports.class);
  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,40}");

  /** A service file that can never be read fails at each call. */
  private static final int MOST_FAILURES = 100;

  private final Sender.Builder options;
  private final Home home;
  private final SecretStore keys;
  private final SenderObserver observer;
  private final List<Transport> direct = new ArrayList<>();
  private final List<Transport> relays = new ArrayList<>();

  FoundTransports(Sender.Builder options, Home home, SecretStore keys, SenderObserver observer) {
    this.options = options;
    this.home = home;
    this.keys = keys;
    this.observer = observer;
  }

  /**
   * Makes the transports.
   *
   * @param skipped receives a sentence for each transport that is left out
   * @return the transports that lead to a receiver itself, then relays
   * @throws IOException with one sentence if settings that were given are wrong; everything is
   *     closed again then
   */
  List<Transport> make(Consumer<String> skipped) throws IOException {
    Map<String, TransportProvider> providers = providers(skipped);
    for (String id : options.transportSettings.keySet()) {
      if (!providers.containsKey(id)) {
        throw new IOException(
            "There are settings for the transport "
                + id
                + ", but none of that id was found; found: "
                + (providers.isEmpty() ? "none" : String.join(", ", providers.keySet())));
      }
    }
    try {
      for (Map.Entry<String, TransportProvider> each : providers.entrySet()) {
        make(each.getKey(), each.getValue(), skipped);
      }
    } catch (Throwable e) {
      RunningSender.closing(made()).close();
      throw e;
    }
    return made();
  }

  private List<Transport> made() {
    List<Transport> all = new ArrayList<>(direct);
    all.addAll(relays);
    return all;
  }

  private void make(String id, TransportProvider provider, Consumer<String> skipped)
      throws IOException {
    try {
      add(id, provider);
    } catch (IOException e) {
      if (options.transportSettings.containsKey(id)) {
        throw e;
      }
      skipped.accept(e.getMessage() + " The sender runs without it.");
    }
  }

  private Map<String, TransportProvider> providers(Consumer<String> skipped) {
    Map<String, TransportProvider> found = new LinkedHashMap<>();
    Iterator<TransportProvider> all =
        ServiceLoader.load(TransportProvider.class, Sender.class.getClassLoader()).iterator();
    int failures = 0;
    while (failures < MOST_FAILURES) {
      try {
        if (!all.hasNext()) {
          break;
        }
        find(all.next(), found, skipped);
      } catch (Throwable e) {
        failures++;
        LOG.warn("A transport cannot be loaded", e);
        skipped.accept(
            "A transport that was found cannot be loaded, which is a fault in it: ask its vendor ("
                + e.getMessage()
                + ").");
      }
    }
    return found;
  }

  private void find(
      TransportProvider provider, Map<String, TransportProvider> found, Consumer<String> skipped) {
    String id = String.valueOf(provider.id());
    String type = provider.getClass().getName();
    if (!ID.matcher(id).matches()) {
      skipped.accept(
          "The transport of " + type + " is not used: an id is 1 to 40 of a-z, 0-9 and -.");
    } else if (found.containsKey(id)) {
      skipped.accept(
          "The transport "
              + id
              + " of "
              + type
              + " is not used: that of "
              + found.get(id).getClass().getName()
              + " has the same id.");
    } else if (options.transports.stream().noneMatch(given -> given.id().equals(id))) {
      found.put(id, provider);
    }
  }

  private void add(String id, TransportProvider provider) throws IOException {
    String failed = "The transport " + id + " cannot be made: ";
    try {
      Map<String, ?> values = options.transportSettings.getOrDefault(id, Map.of());
      Settings settings = Settings.of(provider.settings(), values, home.folder().toAbsolutePath());
      AddOnContext context =
          new HostedContext(
              "transport",
              id,
              settings,
              home.folder(),
              keys,
              options.clock,
              options.deviceName,
              observer::problem);
      Transport made = provider.create(context);
      if (!id.equals(made.id())) {
        RunningSender.closing(List.of(made)).close();
        throw new IllegalStateException("it calls itself " + made.id());
      }
      (made.isStoreAndForward() ? relays : direct).add(made);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(failed + sentence(String.valueOf(e.getMessage())), e);
    } catch (Throwable e) { // errors too, such as of a library that it lacks
      LOG.warn("The transport {} cannot be made", id, e);
      throw new IOException(failed + "it has a fault, so ask its vendor (" + e + ").", e);
    }
  }

  private static String sentence(String text) {
    return text.endsWith(".") || text.endsWith("?") ? text : text + ".";
  }
}
