package nz.co.medimage.relay.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Notes what a listener is told. */
final class Told implements RelayStore.Listener {
  private final Set<UUID> changed = new HashSet<>();
  private boolean anything;

  @Override
  public synchronized void changed(UUID id) {
    changed.add(id);
    notifyAll();
  }

  @Override
  public synchronized void anything() {
    anything = true;
    notifyAll();
  }

  synchronized boolean contains(UUID id) {
    return changed.contains(id);
  }

  /** Waits until it is told of an id. */
  synchronized void await(UUID id) throws InterruptedException {
    while (!changed.contains(id)) {
      wait();
    }
  }

  /** Waits until it is told of anything, and forgets that then. */
  synchronized void awaitAnything() throws InterruptedException {
    while (!anything) {
      wait();
    }
    anything = false;
  }

  /** Of what another was told, that of which this one was not. */
  List<UUID> missing(Told other) {
    return other.changed().stream().filter(id -> !contains(id)).toList();
  }

  private synchronized Set<UUID> changed() {
    return Set.copyOf(changed);
  }

  synchronized void clear() {
    changed.clear();
    anything = false;
  }
}
