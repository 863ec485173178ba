package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;

/**
 * DNS-SD over multicast DNS, RFC 6763 and 6762: {@code _medimage._tcp}, with the random service id
 * as the instance, and TXT {@code v=1} and {@code pair=}nameplates. Neither host name nor user name
 * of the machine is told.
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
    List<JmDNS> instances = open(LocalAddresses.toSearchOn());
    for (JmDNS instance : instances) {
      instance.addServiceListener(TYPE, new Watcher(seen));
    }
    return () -> closeAside(instances);
  }

  @Override
  public Notice publish(String service, int port, List<String> addresses) throws IOException {
    List<InetAddress> at = new ArrayList<>();
    for (String address : addresses) {
      at.add(InetAddress.getByName(address));
    }
    List<JmDNS> instances = open(at);
    List<ServiceInfo> infos = new ArrayList<>();
    for (JmDNS instance : instances) {
      ServiceInfo info = ServiceInfo.create(TYPE, service, port, 0, 0, text(Set.of()));
      instance.registerService(info);
      infos.add(info);
    }
    return new Notice() {
      @Override
      public void nameplates(Set<String> nameplates) {
        infos.forEach(info -> info.setText(text(nameplates)));
      }

      @Override
      public void close() {
        closeAside(instances);
      }
    };
  }

  /** One for each address: with several in one, answers go out by the wrong network card. */
  private static List<JmDNS> open(List<InetAddress> addresses) throws IOException {
    List<JmDNS> instances = new ArrayList<>();
    IOException failure = null;
    for (InetAddress address : addresses) {
      try {
        instances.add(JmDNS.create(address, UUID.randomUUID().toString()));
      } catch (IOException e) {
        failure = e;
      }
    }
    if (instances.isEmpty() && failure != null) {
      throw failure;
    }
    return instances;
  }

  /** Saying goodbye takes seconds, for which nobody needs to wait. */
  private static void closeAside(Collection<JmDNS> instances) {
    for (JmDNS instance : instances) {
      Threads.start("medimage-dns-sd-close", () -> closeQuietly(instance));
    }
  }

  private static void closeQuietly(JmDNS instance) {
    try {
      instance.close();
    } catch (IOException e) {
      // It was of use; the records run out by themselves.
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

  /** Passes on what has been resolved, of the version that is spoken. */
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
      // Whoever is gone does not answer.
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
              LocalAddresses.usable(List.of(info.getInetAddresses())),
              info.getPort(),
              offers == null ? Set.of() : Set.copyOf(new TreeSet<>(List.of(offers.split(","))))));
    }
  }
}
