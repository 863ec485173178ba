package nz.co.medimage.testkit;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.Route;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Listener} on a {@link LoopbackNetwork}. Its id is {@code loopback}. For a restart of a
 * receiver, make another with the same address. Safe for use by several threads.
 */
public final class LoopbackListener implements Listener {
  static final String ID = "loopback";
  static final String ADDRESS = "address";

  private final LoopbackNetwork network;
  private final String address;
  private volatile @Nullable ListenerContext context;
  private volatile Set<String> nameplates = Set.of();
  private final CompletableFuture<Object> stopped = new CompletableFuture<>();

  /**
   * Makes the receiver's end of a network.
   *
   * @param address the name of the receiver on this network, unique among those that listen
   */
  public LoopbackListener(LoopbackNetwork network, String address) {
    this.network = Objects.requireNonNull(network, "network");
    this.address = Objects.requireNonNull(address, "address");
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Route start(ListenerContext starting) throws IOException {
    context = Objects.requireNonNull(starting, "context");
    network.register(this);
    return new Route(ID, Map.of(ADDRESS, address));
  }

  @Override
  public void announce(Set<String> open) {
    nameplates = Set.copyOf(open);
  }

  String address() {
    return address;
  }

  boolean announces(String nameplate) {
    return nameplates.contains(nameplate);
  }

  Intake intake() throws IOException {
    ListenerContext open = context;
    if (open == null) {
      throw new IOException("nobody listens at " + address);
    }
    return open.intake();
  }

  /** Fails once this listener is closed. */
  CompletableFuture<Object> stopped() {
    return stopped;
  }

  @Override
  public void close() {
    network.unregister(this);
    context = null;
    stopped.completeExceptionally(new IOException("nobody listens at " + address + " any more"));
  }
}
