package nz.co.medimage.transport.http.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.EndPoint;

/**
 * Limits connections: how many there are, in all and from one address, and how long one may take
 * for its handshake and for a complete request header, even if bytes trickle in. When there are too
 * many, the one that has waited longest for a request makes room for a new one; a connection on
 * which a request is being served stays. Safe for use by several threads.
 */
final class Connections {
  private final int inAll;
  private final int ofAddress;
  private final long headerNanos;
  private final long idleNanos;
  private final LongSupplier nanos;
  private final Map<EndPoint, Entry> open = new HashMap<>();
  private final Map<ByteBuffer, Party> parties = new HashMap<>();

  /** In the order in which they began to wait. */
  private final Set<Entry> waiting = new LinkedHashSet<>();

  /**
   * @param header how long a new connection may take up to the end of its first request header
   * @param idle how much longer a later header may take, from the end of the request before
   */
  Connections(int inAll, int ofAddress, Duration header, Duration idle, LongSupplier nanos) {
    this.inAll = inAll;
    this.ofAddress = ofAddress;
    this.headerNanos = header.toNanos();
    this.idleNanos = idle.toNanos();
    this.nanos = nanos;
  }

  /** Those of one address. */
  private static final class Party {
    private final Set<Entry> waiting = new LinkedHashSet<>();
    private int count;
  }

  private static final class Entry {
    private final EndPoint connection;
    private final ByteBuffer address;
    private final Party party;
    private long until;

    Entry(EndPoint connection, ByteBuffer address, Party party) {
      this.connection = connection;
      this.address = address;
      this.party = party;
    }
  }

  /** A connection was made; it, or another in its place, may be closed at once. */
  void opened(EndPoint connection) {
    List<EndPoint> out = new ArrayList<>();
    synchronized (this) {
      ByteBuffer address = Network.of(connection.getRemoteSocketAddress());
      Party before = parties.get(address);
      boolean room = before == null || before.count < ofAddress || evict(before.waiting, out);
      if (room && (open.size() < inAll || evict(waiting, out))) {
        Party party = parties.computeIfAbsent(address, a -> new Party());
        party.count++;
        Entry entry = new Entry(connection, address, party);
        open.put(connection, entry);
        await(entry, headerNanos);
      } else {
        out.add(connection);
      }
    }
    out.forEach(EndPoint::close);
  }

  private boolean evict(Set<Entry> of, List<EndPoint> out) {
    if (of.isEmpty()) {
      return false;
    }
    EndPoint oldest = of.iterator().next().connection;
    closed(oldest);
    out.add(oldest);
    return true;
  }

  private void await(Entry entry, long longest) {
    entry.until = nanos.getAsLong() + longest;
    waiting.add(entry);
    entry.party.waiting.add(entry);
  }

  /** A request is being served on it. */
  synchronized void serves(EndPoint connection) {
    Entry entry = open.get(raw(connection));
    if (entry != null) {
      waiting.remove(entry);
      entry.party.waiting.remove(entry);
    }
  }

  /** No request is being served on it any more. */
  synchronized void served(EndPoint connection) {
    Entry entry = open.get(raw(connection));
    if (entry != null && !waiting.contains(entry)) {
      await(entry, idleNanos + headerNanos);
    }
  }

  synchronized void closed(EndPoint connection) {
    Entry entry = open.remove(connection);
    if (entry != null) {
      waiting.remove(entry);
      entry.party.waiting.remove(entry);
      if (--entry.party.count == 0) {
        parties.remove(entry.address);
      }
    }
  }

  /** Closes those whose time is over. */
  void sweep() {
    List<EndPoint> late = new ArrayList<>();
    synchronized (this) {
      long now = nanos.getAsLong();
      for (Entry entry : waiting) {
        if (entry.until - now < 0) {
          late.add(entry.connection);
        }
      }
    }
    late.forEach(EndPoint::close);
  }

  /** How many there are. */
  synchronized int count() {
    return open.size();
  }

  /** The connection that lies under TLS. */
  private static EndPoint raw(EndPoint connection) {
    EndPoint raw = connection;
    while (raw instanceof EndPoint.Wrapper wrapper) {
      raw = wrapper.unwrap();
    }
    return raw;
  }
}
