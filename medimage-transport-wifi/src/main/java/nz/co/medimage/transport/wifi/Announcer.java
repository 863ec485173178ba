package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import nz.co.medimage.runtime.DaemonThreads;
import nz.co.medimage.transport.wifi.Directory.Notice;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces the receiver in the directory, on a thread of its own, because multicast takes seconds;
 * where it does not work at all, senders still have the address. Checks now and then whether the
 * computer has new addresses, or any at all: many receivers start before their network does.
 */
final class Announcer implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final Directory directory;
  private final Duration lookEvery;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("dns-sd"));
  // Only that thread uses these.
  private Set<String> nameplates = Set.of();
  private Set<String> known = Set.of();
  private @Nullable Notice notice;
  private boolean failing;

  Announcer(Directory directory, Duration lookEvery) {
    this.directory = directory;
    this.lookEvery = lookEvery;
  }

  /** Tells where a receiver is. */
  @FunctionalInterface
  interface Whereabouts {
    LocalAddresses now() throws IOException;
  }

  synchronized void publish(String service, int port, Whereabouts whereabouts) {
    if (!thread.isShutdown()) {
      var ignored =
          thread.scheduleWithFixedDelay(
              () -> look(service, port, whereabouts),
              0,
              lookEvery.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private void look(String service, int port, Whereabouts whereabouts) {
    try {
      List<InetAddress> now = whereabouts.now().toAnnounceOn();
      Set<String> names = now.stream().map(InetAddress::getHostAddress).collect(Collectors.toSet());
      if (notice == null) {
        notice = directory.publish(service, port, now);
        notice.nameplates(nameplates);
      } else if (!known.equals(names)) {
        notice.addresses(now);
      }
      known = names;
      failing = false;
    } catch (IOException | RuntimeException e) {
      known = Set.of();
      if (!failing) {
        LOG.warn(
            "This receiver cannot be found by DNS-SD; senders need its address: {}", e.toString());
        LOG.debug("This receiver cannot be found by DNS-SD", e);
      }
      failing = true;
    }
  }

  void nameplates(Set<String> changed) {
    Set<String> copy = Set.copyOf(changed);
    later(
        () -> {
          nameplates = copy;
          if (notice != null) {
            notice.nameplates(copy);
          }
        });
  }

  @Override
  public void close() {
    later(
        () -> {
          if (notice != null) {
            notice.close();
          }
        });
    shutdown();
  }

  private synchronized void shutdown() {
    thread.shutdown();
  }

  private synchronized void later(Runnable task) {
    if (!thread.isShutdown()) {
      thread.execute(task);
    }
  }
}
