package nz.co.medimage.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.transport.wifi.WifiTransport;

/** A relay of one photo, which the receiver collects over the LAN when the test lets it. */
final class KeepingTransport implements Transport {
  private final WifiTransport wifi = WifiTransport.builder().withoutDiscovery().build();
  private final CountDownLatch collected = new CountDownLatch(1);
  volatile Optional<Duration> clockDifference = Optional.empty();

  /** The receiver is there. */
  void collect() {
    collected.countDown();
  }

  @Override
  public String id() {
    return wifi.id();
  }

  @Override
  public boolean isStoreAndForward() {
    return true;
  }

  @Override
  public Link connect(Route route, Credential credential) throws IOException {
    return new Keeping(wifi.connect(route, credential));
  }

  @Override
  public List<PairingLink> findOffers(String nameplate) {
    return List.of();
  }

  @Override
  public List<PairingLink> offersAt(String address, String nameplate) {
    return List.of();
  }

  @Override
  public void close() {
    wifi.close();
  }

  private final class Keeping implements Link {
    private final Link link;
    private volatile Optional<SealedEnvelope> kept = Optional.empty();

    Keeping(Link link) {
      this.link = link;
    }

    @Override
    public Route route() {
      return link.route();
    }

    @Override
    public Optional<Duration> clockDifference() {
      return clockDifference;
    }

    @Override
    public void upload(SealedEnvelope envelope, Progress progress) {
      kept = Optional.of(envelope);
      progress.sent(envelope.size(), envelope.size());
    }

    @Override
    public Optional<byte[]> receipt(EnvelopeId id, Duration atMost) throws IOException {
      try {
        if (!collected.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
          return Optional.empty();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      link.upload(kept.orElseThrow(), (sent, total) -> {});
      return link.receipt(id, atMost);
    }

    @Override
    public void close() {
      link.close();
    }
  }
}
