package nz.co.medimage.sender;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import nz.co.medimage.api.spi.EnvelopeLostException;
import nz.co.medimage.api.spi.EnvelopeRefusedException;
import nz.co.medimage.api.spi.Link;
import nz.co.medimage.api.spi.NotPairedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open links of one pairing, one a route, each shared by all photos that travel that way. A
 * link that breaks for one is not used for new ones, and is closed once the others are done with
 * it.
 */
final class Links implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Links.class);

  private final Connector connector;
  private final Map<Integer, Shared> current = new HashMap<>();
  private final Set<Shared> all = new HashSet<>();
  private int network;
  private boolean closed;

  Links(Connector connector) {
    this.connector = connector;
  }

  /** Makes a link over a route, given by its place in the pairing's list. */
  @FunctionalInterface
  interface Connector {
    Link connect(int route) throws IOException;
  }

  /** What is done with an open link. */
  @FunctionalInterface
  interface Use<T> {
    T with(Link link) throws IOException;
  }

  /** No link could be made, so nothing was tried over it. */
  static final class UnreachableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreachableException(IOException why) {
      super(why.getMessage(), why);
    }
  }

  /** {@link #renew} was called since. */
  static final class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenOffException() {
      super("the network changed");
    }
  }

  /**
   * Does something over the route's link, which is made first if there is none. If a link breaks
   * that had been open before, it may just have gone stale: a new one is made, once.
   *
   * @param network the one for which the route was chosen
   * @throws UnreachableException if no link could be made
   * @throws BrokenOffException if {@link #renew} ended it, or was called before it began
   */
  <T> T over(int network, int route, Use<T> use) throws IOException {
    Shared shared = acquire(network, route);
    boolean stale = shared.link.isDone();
    try {
      return once(route, shared, use);
    } catch (EnvelopeLostException
        | EnvelopeRefusedException
        | NotPairedException
        | BrokenOffException e) {
      throw e;
    } catch (IOException e) {
      if (!stale) {
        throw e;
      }
    }
    return once(route, acquire(network, route), use);
  }

  private <T> T once(int route, Shared shared, Use<T> use) throws IOException {
    try {
      Link link = shared.open();
      checkOpen();
      checkUnbroken(shared);
      return use.with(link);
    } catch (EnvelopeLostException | EnvelopeRefusedException e) {
      throw e;
    } catch (IOException e) {
      retire(route, shared);
      throw shared.brokenOff ? new BrokenOffException() : e;
    } catch (RuntimeException e) {
      retire(route, shared);
      throw e;
    } finally {
      release(shared);
    }
  }

  private synchronized void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("the sender is closed");
    }
  }

  private static void checkUnbroken(Shared shared) throws IOException {
    if (shared.brokenOff) {
      throw new IOException("the link was made over the network of before");
    }
  }

  private synchronized Shared acquire(int chosenFor, int route) throws IOException {
    checkOpen();
    if (chosenFor != network) {
      throw new BrokenOffException();
    }
    Shared shared = current.get(route);
    if (shared == null) {
      shared = new Shared(route, new FutureTask<>(() -> connector.connect(route)));
      current.put(route, shared);
      all.add(shared);
    }
    shared.users++;
    return shared;
  }

  private synchronized void retire(int route, Shared shared) {
    shared.retired = true;
    current.remove(route, shared);
  }

  private void release(Shared shared) {
    synchronized (this) {
      shared.users--;
      if (shared.users > 0 || !shared.retired) {
        return;
      }
      all.remove(shared);
    }
    shared.close();
  }

  /** A number that stands for the network of now, until {@link #renew}. */
  synchronized int network() {
    return network;
  }

  /**
   * Has new photos take new links.
   *
   * @param endless which routes are so slow, or are waited at for so long, that what is done over
   *     their links at this moment is broken off
   */
  void renew(IntPredicate endless) {
    List<Shared> ending;
    synchronized (this) {
      network++;
      current.values().forEach(shared -> shared.retired = true);
      current.clear();
      List<Shared> idle =
          all.stream().filter(shared -> shared.users == 0).collect(Collectors.toList());
      all.removeAll(idle);
      ending = new ArrayList<>(idle);
      for (Shared shared : all) {
        if (endless.test(shared.route)) {
          shared.brokenOff = true;
          ending.add(shared);
        }
      }
    }
    ending.forEach(Shared::close);
  }

  /** Breaks off whatever is done over any of the links. */
  @Override
  public void close() {
    List<Shared> open;
    synchronized (this) {
      closed = true;
      current.values().forEach(shared -> shared.retired = true);
      current.clear();
      open = List.copyOf(all);
    }
    open.forEach(Shared::close);
  }

  /** One link, made by the first of its users while the others wait. */
  private static final class Shared {
    final int route;
    final FutureTask<Link> link;
    int users;
    boolean retired;
    volatile boolean brokenOff;

    Shared(int route, FutureTask<Link> link) {
      this.route = route;
      this.link = link;
    }

    Link open() throws IOException {
      link.run();
      try {
        return link.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException why) {
          throw new UnreachableException(why);
        }
        throw new IllegalStateException("a transport failed", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the sender is being closed");
      }
    }

    /** Closes it, if it was ever opened; one that is just being made is closed by its last user. */
    void close() {
      if (!link.isDone()) {
        return;
      }
      try {
        link.get().close();
      } catch (ExecutionException e) {
        LOG.trace("There is no link to close", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
