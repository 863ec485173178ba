package nz.co.medimage.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.testkit.LoopbackNetwork.Call;

/** A {@link Transport} over a {@link LoopbackNetwork}. Safe for use by several threads. */
public final class LoopbackTransport implements Transport {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PREFIX = LoopbackListener.ID + ":";

  private final LoopbackNetwork network;
  private final Set<LoopbackLink> links =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** Makes the sender's end of a network. */
  public LoopbackTransport(LoopbackNetwork network) {
    this.network = Objects.requireNonNull(network, "network");
  }

  @Override
  public String id() {
    return LoopbackListener.ID;
  }

  @Override
  public Link connect(Route route, Credential credential) throws IOException {
    String address = Objects.toString(route.parameters().get(LoopbackListener.ADDRESS));
    network.carry(Call.CONNECT, () -> network.listener(address).intake().authenticate(credential));
    LoopbackLink link = new LoopbackLink(network, route, address, credential);
    links.add(link);
    return link;
  }

  @Override
  public List<PairingLink> findOffers(String nameplate) {
    return network.listeners().stream()
        .filter(listener -> listener.announces(nameplate))
        .map(listener -> offer(listener.address(), nameplate))
        .toList();
  }

  /**
   * Reaches a receiver of the network.
   *
   * @param address {@code loopback:} and the name that its listener was given
   */
  @Override
  public List<PairingLink> offersAt(String address, String nameplate) throws IOException {
    if (!address.startsWith(PREFIX)) {
      return List.of();
    }
    String name = network.listener(address.substring(PREFIX.length())).address();
    return List.of(offer(name, nameplate));
  }

  private PairingLink offer(String address, String nameplate) {
    return new PairingLink() {
      @Override
      public byte[] exchange(byte[] message) throws IOException {
        return network.carry(
            Call.EXCHANGE,
            () -> answer(network.listener(address).intake(), nameplate, message.clone()));
      }

      @Override
      public void close() {}
    };
  }

  private static byte[] answer(Intake intake, String nameplate, byte[] message) throws IOException {
    return Stages.await(intake.pair(nameplate, message).toCompletableFuture(), PATIENCE)
        .orElseThrow(() -> new IOException("the receiver does not answer"));
  }

  @Override
  public void close() {
    synchronized (links) {
      links.forEach(LoopbackLink::close);
    }
  }
}
