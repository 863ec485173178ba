package nz.co.medimage.receiver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.Route;
import org.jspecify.annotations.Nullable;

/** Hands its context to the test. */
final class DirectListener implements Listener {
  private final String id;
  private @Nullable ListenerContext context;
  volatile Set<String> announced = Set.of();
  volatile boolean closed;
  private volatile Predicate<String> refused = nameplate -> false;
  private final Semaphore changes = new Semaphore(0);
  volatile Optional<Route> moved = Optional.empty();
  volatile List<String> addresses = List.of();

  /** What {@link #addresses()} does, so that a test can let it fail. */
  volatile Supplier<List<String>> addressesNow = () -> addresses;

  DirectListener() {
    this("direct");
  }

  DirectListener(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Route start(ListenerContext starting) {
    context = starting;
    return new Route(id, Map.of("at", "here"));
  }

  @Override
  public Optional<Route> route() {
    return moved;
  }

  @Override
  public List<String> addresses() {
    return addressesNow.get();
  }

  @Override
  public void announce(Set<String> nameplates) {
    announced = nameplates;
  }

  /** Says of these nameplates from now on that another receiver has them. */
  void refuse(Predicate<String> nameplates) {
    refused = nameplates;
  }

  @Override
  public boolean reserve(String nameplate, Duration validFor) {
    return !refused.test(nameplate);
  }

  @Override
  public void sendersChanged() {
    changes.release();
  }

  void awaitSendersChanged() throws InterruptedException {
    if (!changes.tryAcquire(20, TimeUnit.SECONDS)) {
      throw new AssertionError("no change was told");
    }
  }

  ListenerContext context() {
    return Objects.requireNonNull(context);
  }

  @Override
  public void close() {
    closed = true;
  }
}
