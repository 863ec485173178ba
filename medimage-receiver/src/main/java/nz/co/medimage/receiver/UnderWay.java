package nz.co.medimage.receiver;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The photos that are staged. Safe for use by several threads. */
final class UnderWay {
  private final Set<PhotoProgress> photos = new HashSet<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private boolean isDraining;

  /**
   * A photo is about to be staged.
   *
   * @return false if none may enter any more
   */
  synchronized boolean enter(PhotoProgress photo) {
    if (!isDraining) {
      photos.add(photo);
    }
    return !isDraining;
  }

  /** A photo is no longer staged. */
  synchronized void leave(PhotoProgress photo) {
    photos.remove(photo);
    tellDrained();
  }

  /** Lets no photo enter any more; completes when all have left. */
  synchronized CompletableFuture<Void> drain() {
    isDraining = true;
    tellDrained();
    return drained;
  }

  private void tellDrained() {
    if (isDraining && photos.isEmpty()) {
      drained.complete(null);
    }
  }
}
