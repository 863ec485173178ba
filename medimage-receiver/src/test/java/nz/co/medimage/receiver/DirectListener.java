package nz.co.medimage.receiver;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.Route;
import nz.co.medimage.api.spi.Listener;
import nz.co.medimage.api.spi.Reception;
import org.jspecify.annotations.Nullable;

/** Hands its reception to the test. */
final class DirectListener implements Listener {
  private @Nullable Reception reception;
  volatile Set<String> announced = Set.of();
  volatile boolean closed;
  volatile Optional<Route> moved = Optional.empty();

  @Override
  public String id() {
    return "direct";
  }

  @Override
  public Route start(Reception starting) {
    reception = starting;
    return new Route("direct", Map.of("at", "here"));
  }

  @Override
  public Optional<Route> route() {
    return moved;
  }

  @Override
  public void announce(Set<String> nameplates) {
    announced = nameplates;
  }

  Reception reception() {
    return Objects.requireNonNull(reception);
  }

  @Override
  public void close() {
    closed = true;
  }
}
