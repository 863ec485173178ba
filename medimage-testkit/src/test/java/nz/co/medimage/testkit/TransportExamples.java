package nz.co.medimage.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.api.transport.Transport;

/** The transport in memory, and others over it that each break one rule. */
final class TransportExamples {
  private TransportExamples() {}

  /** A contract over the network in memory; a broken transport overrides one call. */
  static class Sound extends TransportContract {
    final LoopbackNetwork network = new LoopbackNetwork();
    final LoopbackTransport sound = new LoopbackTransport(network);
    private final AtomicInteger listeners = new AtomicInteger();

    @Override
    protected Transport transport() {
      return new Passing();
    }

    @Override
    protected Listener listener() throws IOException {
      return new LoopbackListener(network, "pc-" + listeners.incrementAndGet());
    }

    /** It listens where the first did. */
    @Override
    protected Listener restarted() throws IOException {
      return new LoopbackListener(network, "pc-1");
    }

    @Override
    protected Optional<String> typed(Route route) {
      return Optional.of("loopback:" + route.parameters().get("address"));
    }

    @Override
    protected boolean findsOffers() {
      return true;
    }

    Link connectTo(Route route, Credential credential) throws IOException {
      return new PassingLink(sound.connect(route, credential));
    }

    void upload(Link link, SealedEnvelope envelope, Link.Progress progress) throws IOException {
      link.upload(envelope, progress);
    }

    Optional<byte[]> receipt(Link link, EnvelopeId id, Duration atMost) throws IOException {
      return link.receipt(id, atMost);
    }

    List<PairingLink> offers(String nameplate) throws IOException {
      return sound.findOffers(nameplate);
    }

    List<PairingLink> offersOf(String address, String nameplate) throws IOException {
      return sound.offersAt(address, nameplate);
    }

    void closeSound() {
      sound.close();
    }

    void closeLink(Link link) throws IOException {
      link.close();
    }

    String id() {
      return sound.id();
    }

    private final class Passing implements Transport {
      @Override
      public String id() {
        return Sound.this.id();
      }

      @Override
      public Link connect(Route route, Credential credential) throws IOException {
        return connectTo(route, credential);
      }

      @Override
      public List<PairingLink> findOffers(String nameplate) throws IOException {
        return offers(nameplate);
      }

      @Override
      public List<PairingLink> offersAt(String address, String nameplate) throws IOException {
        return offersOf(address, nameplate);
      }

      @Override
      public void close() {
        closeSound();
      }
    }

    private final class PassingLink implements Link {
      private final Link link;

      PassingLink(Link link) {
        this.link = link;
      }

      @Override
      public Route route() {
        return link.route();
      }

      @Override
      public void upload(SealedEnvelope envelope, Progress progress) throws IOException {
        Sound.this.upload(link, envelope, progress);
      }

      @Override
      public Optional<byte[]> receipt(EnvelopeId id, Duration atMost) throws IOException {
        return Sound.this.receipt(link, id, atMost);
      }

      @Override
      public void close() {
        try {
          closeLink(link);
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  static final class HasAnotherName extends Sound {
    @Override
    String id() {
      return "other";
    }
  }

  static final class LosesTheEnd extends Sound {
    @Override
    void upload(Link link, SealedEnvelope envelope, Link.Progress progress) throws IOException {
      byte[] content = TransportFixture.bytes(envelope);
      content[content.length - 1]++;
      Files.write(folder.resolve("wrong"), content);
      link.upload(
          SealedEnvelope.of(envelope.id(), folder.resolve("wrong"), content.length), progress);
    }
  }

  static final class FillsUpWhatBreaksOff extends Sound {
    @Override
    void upload(Link link, SealedEnvelope envelope, Link.Progress progress) throws IOException {
      Path file = folder.resolve("filled");
      try (InputStream in = envelope.open(0)) {
        Files.write(file, in.readAllBytes());
      } catch (IOException e) {
        Files.write(file, new byte[(int) envelope.size()]);
      }
      link.upload(SealedEnvelope.of(envelope.id(), file, envelope.size()), progress);
    }
  }

  static final class TellsNothing extends Sound {
    @Override
    void upload(Link link, SealedEnvelope envelope, Link.Progress progress) throws IOException {
      link.upload(envelope, QUIET);
    }
  }

  static final class TellsNoBeginning extends Sound {
    @Override
    void upload(Link link, SealedEnvelope envelope, Link.Progress progress) throws IOException {
      link.upload(
          envelope,
          (sent, total) -> {
            if (sent > 0) {
              progress.sent(sent, total);
            }
          });
    }
  }

  static final class WrapsWhatProgressThrows extends Sound {
    @Override
    void upload(Link link, SealedEnvelope envelope, Link.Progress progress) throws IOException {
      try {
        link.upload(envelope, progress);
      } catch (RuntimeException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static final class BeginsFromTheStart extends Sound {
    @Override
    void upload(Link link, SealedEnvelope envelope, Link.Progress progress) throws IOException {
      context.intake().lose(envelope.id());
      link.upload(envelope, progress);
    }
  }

  static final class CutsReceipts extends Sound {
    @Override
    Optional<byte[]> receipt(Link link, EnvelopeId id, Duration atMost) throws IOException {
      return link.receipt(id, atMost).map(whole -> Arrays.copyOf(whole, 100));
    }
  }

  static final class SaysNoReceiptOfWhatIsLost extends Sound {
    @Override
    Optional<byte[]> receipt(Link link, EnvelopeId id, Duration atMost) throws IOException {
      try {
        return link.receipt(id, atMost);
      } catch (EnvelopeLostException e) {
        return Optional.empty();
      }
    }
  }

  static final class TakesAbsenceForRevocation extends Sound {
    @Override
    Link connectTo(Route route, Credential credential) throws IOException {
      try {
        return super.connectTo(route, credential);
      } catch (IOException e) {
        throw new NotPairedException("pair again");
      }
    }
  }

  static final class HidesARevocation extends Sound {
    @Override
    void upload(Link link, SealedEnvelope envelope, Link.Progress progress) throws IOException {
      try {
        link.upload(envelope, progress);
      } catch (NotPairedException e) {
        throw new IOException("broken", e);
      }
    }
  }

  static final class HidesADeferral extends Sound {
    @Override
    void upload(Link link, SealedEnvelope envelope, Link.Progress progress) throws IOException {
      try {
        link.upload(envelope, progress);
      } catch (EnvelopeDeferredException e) {
        throw new IOException("not now", e);
      }
    }
  }

  static final class TakesOneAtATime extends Sound {
    private final AtomicInteger users = new AtomicInteger();

    @Override
    void upload(Link link, SealedEnvelope envelope, Link.Progress progress) throws IOException {
      if (users.incrementAndGet() > 1) {
        users.decrementAndGet();
        throw new IOException("in use");
      }
      try {
        link.upload(envelope, (sent, total) -> slowly(progress, sent, total));
      } finally {
        users.decrementAndGet();
      }
    }

    @SuppressWarnings("ThreadPriorityCheck") // a hint is enough
    private static void slowly(Link.Progress progress, long sent, long total) {
      Thread.yield();
      progress.sent(sent, total);
    }
  }

  static final class FindsOffersOfAll extends Sound {
    @Override
    List<PairingLink> offers(String nameplate) throws IOException {
      return sound.findOffers("12");
    }
  }

  static final class TakesAnyAddress extends Sound {
    @Override
    List<PairingLink> offersOf(String address, String nameplate) throws IOException {
      return sound.offersAt(
          address.startsWith("loopback:") ? address : "loopback:" + address, "12");
    }
  }

  /** Has the receiver say who it is, over TCP, before anything goes to it. */
  static class OverTcp extends Sound {
    private final Map<Integer, ServerSocket> servers = new HashMap<>();

    @Override
    protected Listener listener() throws IOException {
      ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      servers.put(server.getLocalPort(), server);
      return new NamedListener((LoopbackListener) super.listener(), server);
    }

    @Override
    protected OptionalInt port(Route route) {
      return OptionalInt.of(Integer.parseInt(route.parameters().get("port")));
    }

    @Override
    protected Route via(Route route, int port) {
      Map<String, String> changed = new HashMap<>(route.parameters());
      changed.put("port", Integer.toString(port));
      return new Route(route.transport(), changed);
    }

    @Override
    Link connectTo(Route route, Credential credential) throws IOException {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(route).getAsInt())) {
        byte[] name = socket.getInputStream().readAllBytes();
        String said = new String(name, StandardCharsets.UTF_8);
        check(route.parameters().get("address"), said);
        Map<String, String> there = Map.of("address", said);
        return super.connectTo(new Route(route.transport(), there), credential);
      }
    }

    void check(String expected, String said) throws IOException {
      if (!expected.equals(said)) {
        throw new IOException("another receiver is there");
      }
    }
  }

  static final class BelievesWhoeverAnswers extends OverTcp {
    @Override
    void check(String expected, String said) {}
  }

  /** Says its name to whoever connects. */
  private record NamedListener(LoopbackListener listener, ServerSocket server) implements Listener {
    @Override
    public String id() {
      return listener.id();
    }

    @Override
    public Route start(ListenerContext context) throws IOException {
      Route route = listener.start(context);
      byte[] name = route.parameters().get("address").getBytes(StandardCharsets.UTF_8);
      Threads.daemon("says-its-name", () -> say(name));
      Map<String, String> parameters = new HashMap<>(route.parameters());
      parameters.put("port", Integer.toString(server.getLocalPort()));
      return new Route(route.transport(), parameters);
    }

    private void say(byte[] name) {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          socket.getOutputStream().write(name);
        } catch (IOException e) {
          // closed, or one connection that failed
        }
      }
    }

    @Override
    public void announce(Set<String> nameplates) {
      listener.announce(nameplates);
    }

    @Override
    public void close() {
      listener.close();
      try {
        server.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
