package nz.co.medimage.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The links that a transport has made, to be closed with it. What nobody uses any more is
 * forgotten. Safe for use by several threads.
 */
public final class OpenLinks implements AutoCloseable {
  private final Set<Closeable> links =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** Keeps none yet. */
  public OpenLinks() {}

  /** Keeps a link, and returns it. */
  public <L extends Closeable> L kept(L link) {
    links.add(link);
    return link;
  }

  /** Closes all links, including those in use. */
  @Override
  public void close() {
    List<Closeable> open;
    synchronized (links) {
      open = new ArrayList<>(links);
    }
    for (Closeable link : open) {
      try {
        link.close();
      } catch (IOException e) {
        // No kind of link throws it.
      }
    }
  }
}
