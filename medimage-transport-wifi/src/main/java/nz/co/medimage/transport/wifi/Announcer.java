package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import nz.co.medimage.transport.wifi.Directory.Notice;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the directory informed, on a thread of its own: multicast takes seconds, and where it does
 * not work at all, senders still have the address.
 */
final class Announcer implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final Directory directory;
  private final ExecutorService thread = Threads.single("medimage-dns-sd");
  // These two are of that thread alone.
  private Set<String> nameplates = Set.of();
  private @Nullable Notice notice;

  Announcer(Directory directory) {
    this.directory = directory;
  }

  void publish(String service, int port, List<String> addresses) {
    later(
        () -> {
          try {
            notice = directory.publish(service, port, addresses);
            notice.nameplates(nameplates);
          } catch (IOException e) {
            LOG.warn("This receiver cannot be found by DNS-SD; senders need its address", e);
          }
        });
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
