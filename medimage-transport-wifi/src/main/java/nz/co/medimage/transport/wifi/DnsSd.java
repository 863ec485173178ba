package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;
import nz.co.medimage.runtime.DaemonThreads;

/**
 * DNS-SD over multicast DNS, RFC 6763 and 6762: {@code _medimage._tcp}, with the random service id
 * as the instance, and TXT {@code v=1} and {@code pair=}nameplates. It reveals neither the host
 * name nor the user name of the machine.
 */
final class DnsSd implements Directory {
  private static final String TYPE = "_medimage._tcp.local.";
  private static final String VERSION_KEY = "v";
  private static final String VERSION = "1";
  private static final String OFFERS_KEY = "pair";

  /** One string of a TXT record has at most 255 bytes, the key and its equals sign included. */
  private static final int LONGEST_OFFERS = 255 - OFFERS_KEY.length() - 1;

  @Override
  public Closeable watch(Consumer<Sighting> seen) throws IOException {
    List<JmDNS> instances =
        onEach(
            LocalAddresses.now().toSearchOn(),
            address -> {
              JmDNS instance = DaemonTasks.open(address);
              return working(instance, () -> instance.addServiceListener(TYPE, new Watcher(seen)));
            });
    return () -> closeAside(instances);
  }

  @Override
  public Notice publish(String service, int port, List<InetAddress> addresses) throws IOException {
    DnsSdNotice notice = new DnsSdNotice(service, port);
    notice.addresses(addresses);
    return notice;
  }

  /** What to do on one network card. */
  @FunctionalInterface
  interface OnOne<A, T> {
    T at(A address) throws IOException;
  }

  /**
   * Does it for each card, because a card that does not work must not stop the others. Each has an
   * instance of its own: with several in one, answers go out by the wrong network card.
   *
   * @throws IOException if it works for none: the exception of the last one
   */
  static <A, T> List<T> onEach(Collection<A> addresses, OnOne<A, T> task) throws IOException {
    List<T> done = new ArrayList<>();
    IOException failure = null;
    for (A address : addresses) {
      try {
        done.add(task.at(address));
      } catch (IOException e) {
        failure = e;
      } catch (RuntimeException e) {
        failure = new IOException("multicast met a bug", e);
      }
    }
    if (done.isEmpty() && failure != null) {
      throw failure;
    }
    return done;
  }

  private interface Preparation {
    void run() throws IOException;
  }

  private static JmDNS working(JmDNS instance, Preparation preparation) throws IOException {
    try {
      preparation.run();
      return instance;
    } catch (IOException | RuntimeException e) {
      closeAside(List.of(instance));
      throw e;
    }
  }

  /** A receiver, on each network card on which it could be announced. */
  private static final class DnsSdNotice implements Notice {
    private final String service;
    private final int port;

    /** By address and network card: two cards may have the same link-local address. */
    private final Map<String, Registered> at = new LinkedHashMap<>();

    private Map<String, String> text = text(Set.of());

    DnsSdNotice(String service, int port) {
      this.service = service;
      this.port = port;
    }

    private record Registered(JmDNS instance, ServiceInfo info) {}

    @Override
    public void addresses(List<InetAddress> now) throws IOException {
      Map<String, InetAddress> wanted = new LinkedHashMap<>();
      now.forEach(address -> wanted.put(address.getHostAddress(), address));
      for (String gone : List.copyOf(at.keySet())) {
        if (!wanted.containsKey(gone)) {
          // This waits, because while it answers, another instance on the same card could not have
          // the name.
          closeQuietly(at.remove(gone).instance);
        }
      }
      onEach(
          wanted.keySet(),
          name -> at.containsKey(name) || at.put(name, register(wanted.get(name))) == null);
    }

    private Registered register(InetAddress address) throws IOException {
      JmDNS instance = DaemonTasks.open(address);
      ServiceInfo info = ServiceInfo.create(TYPE, service, port, 0, 0, text);
      return new Registered(working(instance, () -> instance.registerService(info)), info);
    }

    @Override
    public void nameplates(Set<String> nameplates) {
      text = text(nameplates);
      at.values().forEach(registered -> registered.info.setText(text));
    }

    @Override
    public void close() {
      List<JmDNS> instances = new ArrayList<>();
      at.values().forEach(registered -> instances.add(registered.instance));
      closeAside(instances);
    }
  }

  /** Saying goodbye takes seconds, and nobody needs to wait for that. */
  private static void closeAside(Collection<JmDNS> instances) {
    for (JmDNS instance : instances) {
      var unused = DaemonThreads.start("dns-sd-close", () -> closeQuietly(instance));
    }
  }

  private static void closeQuietly(JmDNS instance) {
    try {
      DaemonTasks.close(instance);
    } catch (IOException e) {
      // It did its work; the records expire on their own.
    }
  }

  private static Map<String, String> text(Set<String> nameplates) {
    StringBuilder offers = new StringBuilder();
    for (String nameplate : new TreeSet<>(nameplates)) {
      if (offers.length() + nameplate.length() + 1 <= LONGEST_OFFERS) {
        offers.append(offers.length() == 0 ? "" : ",").append(nameplate);
      }
    }
    return offers.length() == 0
        ? Map.of(VERSION_KEY, VERSION)
        : Map.of(VERSION_KEY, VERSION, OFFERS_KEY, offers.toString());
  }

  /** Passes on services that have been resolved and have this version. */
  private static final class Watcher implements ServiceListener {
    private final Consumer<Sighting> seen;

    Watcher(Consumer<Sighting> seen) {
      this.seen = seen;
    }

    @Override
    public void serviceAdded(ServiceEvent event) {
      // Resolved next.
    }

    @Override
    public void serviceRemoved(ServiceEvent event) {
      // A receiver that is gone does not answer.
    }

    @Override
    public void serviceResolved(ServiceEvent event) {
      ServiceInfo info = event.getInfo();
      // The first event of a service may come before its TXT record.
      if (!VERSION.equals(info.getPropertyString(VERSION_KEY))) {
        return;
      }
      String offers = info.getPropertyString(OFFERS_KEY);
      seen.accept(
          new Sighting(
              event.getName(),
              addresses(info),
              info.getPort(),
              offers == null ? Set.of() : Set.copyOf(new TreeSet<>(List.of(offers.split(","))))));
    }

    private static List<String> addresses(ServiceInfo info) {
      List<String> addresses = new ArrayList<>();
      for (InetAddress address : info.getInetAddresses()) {
        addresses.add(IpLiteral.of(address));
      }
      return addresses;
    }
  }
}
