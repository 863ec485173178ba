package nz.co.medimage.sender;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links of one pairing, one for each route. All photos that travel over a route share its link,
 * which is made on a thread of its own. A link that breaks for one photo is not used for new ones,
 * and is closed once the others have finished with it.
 */
final class LinkPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkPool.class);

  private final Connector connector;
  private final Runnable nearer;
  private final Executor threads;
  private final RetryClock retryClock;

  // All below under this object's lock.
  private final Map<RouteRef, Shared> current = new HashMap<>();
  private final Set<Shared> all = new HashSet<>();
  private int network;
  private int opened;
  private int left;
  private boolean closed;

  /**
   * Makes one that has no links yet.
   *
   * @param nearer runs whenever a link to the receiver itself has been made
   * @param threads run the attempts
   */
  LinkPool(Connector connector, Runnable nearer, Executor threads, RetryClock retryClock) {
    this.connector = connector;
    this.nearer = nearer;
    this.threads = threads;
    this.retryClock = retryClock;
  }

  /** A use of an open link. */
  @FunctionalInterface
  interface Use<T> {
    T with(Link link) throws IOException;
  }

  /**
   * Waits until one of the routes is open or cannot be opened; of two, the first in order counts. A
   * route is tried once the head start of those before it is over, or at once if they have failed.
   *
   * @param chosenFor the network for which the routes were chosen
   * @param patiently the route at whose end the photo is: routes after it wait until it has failed
   * @param entered the attempts that this caller has waited for so far; new ones are added
   * @return one for {@link #over}, which must follow
   * @throws BrokenOffException if {@link #renew} was called since the routes were chosen
   */
  synchronized Shared first(
      int chosenFor,
      List<RouteRef> routes,
      @Nullable RouteRef patiently,
      Map<RouteRef, Shared> entered)
      throws IOException {
    try {
      Shared decided = decided(chosenFor, routes, patiently, entered);
      while (decided == null) {
        wait();
        decided = decided(chosenFor, routes, patiently, entered);
      }
      decided.users++;
      return decided;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the sender is being closed");
    }
  }

  /** Returns the link of a route if it is open now, for {@link #over}, which must follow. */
  synchronized Optional<Shared> ifOpen(RouteRef route) {
    Shared known = current.get(route);
    if (known == null || known.connecting) {
      return Optional.empty();
    }
    known.users++;
    return Optional.of(known);
  }

  /** Begins to make the link of a route, unless there is one or it is being made. */
  synchronized void prepare(RouteRef route) {
    if (!closed) {
      join(route);
    }
  }

  private @Nullable Shared decided(
      int chosenFor,
      List<RouteRef> routes,
      @Nullable RouteRef patiently,
      Map<RouteRef, Shared> entered)
      throws IOException {
    checkOpen();
    if (chosenFor != network) {
      throw new BrokenOffException();
    }
    for (RouteRef route : routes) {
      Shared shared = entered.get(route);
      if (shared == null || shared.isOver()) {
        shared = join(route);
        entered.put(route, shared);
      }
      if (!shared.connecting) {
        return shared;
      }
      if (route.equals(patiently) || !shared.headStart.isOver()) {
        return null;
      }
    }
    return null;
  }

  /**
   * Waits until one route is open or cannot be opened.
   *
   * @param chosenFor the {@link #outlook} when the route was chosen
   * @return one for {@link #over}, which must follow
   * @throws BrokenOffException if {@link #renew} was called since, or if the route leads to a relay
   *     and meanwhile one to the receiver itself has opened or relays were left
   */
  synchronized Shared only(Outlook chosenFor, RouteRef route) throws IOException {
    if (route.countsAsRelay() && !chosenFor.equals(outlook())) {
      throw new BrokenOffException();
    }
    return first(chosenFor.network(), List.of(route), null, new HashMap<>());
  }

  private Shared join(RouteRef route) {
    Shared known = current.get(route);
    if (known != null) {
      return known;
    }
    Shared shared = new Shared(route);
    shared.advanced();
    threads.execute(shared::connect);
    current.put(route, shared);
    all.add(shared);
    return shared;
  }

  /**
   * Uses the link that {@link #first} returned.
   *
   * @throws UnreachableException if the link could not be made
   * @throws BrokenOffException if {@link #renew} or {@link #leaveRelays} ended it
   * @throws StaleException if it broke, but had worked before
   */
  <T> T over(Shared shared, Use<T> use) throws IOException {
    boolean served = shared.served;
    try {
      Link link = shared.open();
      checkOpen();
      if (shared.brokenOff) {
        throw new IOException("there may be a better route");
      }
      T result = use.with(link);
      shared.served = true;
      return result;
    } catch (EnvelopeLostException | EnvelopeDeferredException e) {
      shared.served = true;
      throw e;
    } catch (IOException e) {
      retire(shared);
      if (shared.brokenOff) {
        throw new BrokenOffException();
      }
      throw served && !(e instanceof NotPairedException) ? new StaleException(e) : e;
    } catch (RuntimeException e) {
      retire(shared);
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

  private synchronized void retire(Shared shared) {
    shared.retired = true;
    current.remove(shared.route, shared);
    if (shared.thread != null) {
      shared.thread.interrupt();
    }
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

  /** The current basis for the choice of a route. */
  synchronized Outlook outlook() {
    return new Outlook(network, opened, left);
  }

  /**
   * Makes all routes be tried again, and breaks off the use of links to relays, which may take
   * long.
   */
  void renew() {
    List<Shared> ending = new ArrayList<>();
    synchronized (this) {
      network++;
      List.copyOf(current.values()).forEach(this::retire);
      all.stream().filter(shared -> shared.users == 0).forEach(ending::add);
      all.removeAll(ending);
      notifyAll();
    }
    ending.forEach(Shared::close);
    leaveRelays();
  }

  /** Breaks off the use of links to relays, because a better route may be open now. */
  void leaveRelays() {
    List<Shared> ending = new ArrayList<>();
    synchronized (this) {
      left++;
      for (Shared shared : all) {
        if (shared.route.countsAsRelay() && shared.isUsed()) {
          shared.brokenOff = true;
          retire(shared);
          ending.add(shared);
        }
      }
    }
    ending.forEach(Shared::close);
  }

  /** Breaks off the use of all links. */
  @Override
  public void close() {
    List<Shared> open;
    synchronized (this) {
      closed = true;
      List.copyOf(current.values()).forEach(this::retire);
      open = List.copyOf(all);
      notifyAll();
    }
    open.forEach(Shared::close);
  }

  /** One link, from the attempt to make it. */
  final class Shared implements Transport.Attempt {
    private final RouteRef route;
    private final HeadStart headStart = new HeadStart(retryClock);
    private volatile boolean served;
    private volatile boolean brokenOff;

    // All below under the lock of the links.
    private boolean connecting = true;
    private @Nullable Thread thread;
    private @Nullable Link link;
    private @Nullable IOException failure;
    private boolean retired;

    /** The attempt to make it counts as the first user. */
    private int users = 1;

    private Shared(RouteRef route) {
      this.route = route;
    }

    RouteRef route() {
      return route;
    }

    private void connect() {
      Link made = null;
      IOException why = null;
      try {
        begin();
        made = connector.connect(route, this);
      } catch (IOException e) {
        why = e;
      } catch (Exception | Error e) {
        // A transport in Kotlin may throw checked exceptions that nobody declared.
        why = new IOException("this route has a fault", e);
        if (!isRetired()) {
          LOG.error("The transport {} has a fault", route.transport(), e);
        }
      }
      if (end(made, why) && !route.countsAsRelay()) {
        nearer.run();
      } else if (why instanceof NotPairedException && !route.countsAsRelay()) {
        leaveRelays();
      }
      release(this);
    }

    private void begin() throws IOException {
      synchronized (LinkPool.this) {
        checkOpen();
        if (retired) {
          throw new IOException("the network changed");
        }
        thread = Thread.currentThread();
      }
    }

    /** Returns whether there is a link that may be used. */
    private boolean end(@Nullable Link made, @Nullable IOException why) {
      synchronized (LinkPool.this) {
        thread = null;
        connecting = false;
        link = made;
        failure = why;
        if (why != null) {
          retire(this);
        } else if (!route.countsAsRelay()) {
          opened++;
        }
        LinkPool.this.notifyAll();
        return !retired;
      }
    }

    @Override
    public void advanced() {
      synchronized (LinkPool.this) {
        headStart.renew();
        retryClock.timer().at(headStart.until(), this::wakeAll);
      }
    }

    @Override
    public void searching() {
      synchronized (LinkPool.this) {
        headStart.end();
        wakeAll();
      }
    }

    private void wakeAll() {
      synchronized (LinkPool.this) {
        LinkPool.this.notifyAll();
      }
    }

    private boolean isRetired() {
      synchronized (LinkPool.this) {
        return retired;
      }
    }

    /** Whether it was open and new photos must no longer use it. */
    private boolean isOver() {
      return link != null && retired;
    }

    private boolean isUsed() {
      return !connecting && users > 0;
    }

    private Link open() throws IOException {
      synchronized (LinkPool.this) {
        if (link != null) {
          return link;
        }
        throw new UnreachableException(
            failure == null ? new IOException("there is no link") : failure);
      }
    }

    /** Closes it if it is open; a link that is just being made is closed when it is made. */
    private void close() {
      Link made;
      synchronized (LinkPool.this) {
        made = link;
      }
      if (made != null) {
        made.close();
      }
    }
  }
}
