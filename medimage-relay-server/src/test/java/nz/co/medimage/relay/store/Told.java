package nz.co.medimage.relay.store;

import java.util.HashSet;
import java.util.Map;
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

  /** What it was told of, by names for those that have one. */
  synchronized Set<Object> changed(Map<UUID, String> names) {
    Set<Object> named = new HashSet<>();
    changed.forEach(id -> named.add(names.containsKey(id) ? names.get(id) : id));
    return named;
  }

  synchronized void clear() {
    changed.clear();
    anything = false;
  }
}
