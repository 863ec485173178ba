package nz.co.medimage.sender;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingGuest;
import nz.co.medimage.crypto.PairingUri;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.runtime.DaemonThreads;
import org.jspecify.annotations.Nullable;

/**
 * Pairs with the one receiver that shows the code, among the few that answer to its nameplate. If
 * there are more than the number of proofs that a code may have, none is tried: at most one of them
 * can be the receiver that the person means. Safe for use by several threads.
 */
final class Pairer {
  /** A message whose answer gets lost may be sent again: the answer stays the same. */
  private static final int TRIES = 3;

  /** How long the addresses of a link are tried, all together. */
  private static final Duration AT_ADDRESSES = Duration.ofMinutes(1);

  private final List<Transport> transports;
  private final String deviceName;
  private final Supplier<List<SenderPairing>> previous;
  private final Clock clock;
  private final SecureRandom random;
  private final Timer timer;
  private final ProofBudget budget = new ProofBudget();

  /**
   * Makes one that tries transports in their order.
   *
   * @param previous returns the pairings, each to be shown to its own receiver
   */
  Pairer(
      List<Transport> transports,
      String deviceName,
      Supplier<List<SenderPairing>> previous,
      Clock clock,
      SecureRandom random,
      Timer timer) {
    this.transports = transports;
    this.deviceName = deviceName;
    this.previous = previous;
    this.clock = clock;
    this.random = random;
    this.timer = timer;
  }

  SenderPairing nearBy(PairingCode code) throws IOException {
    return pair(
        code,
        transport -> transport.findOffers(code.nameplate()),
        "No receiver nearby shows a pairing code that begins with "
            + code.nameplate()
            + "; check the code, or give the receiver's address.");
  }

  SenderPairing at(String address, PairingCode code) throws IOException {
    return pair(
        code,
        transport -> transport.offersAt(address, code.nameplate()),
        "\"" + address + "\" is not the address of a receiver; give it as HOST:PORT or as a URL.");
  }

  /**
   * Tries the addresses of a link in their order, then whatever is nearby. An address may lead to
   * another receiver by now, so one that refuses does not end it, unless it says that the code is
   * wrong.
   */
  SenderPairing by(PairingUri link) throws IOException {
    Failures atAddresses = new Failures();
    Optional<SenderPairing> paired = atAddresses(link, atAddresses);
    Failures failures = atAddresses.next();
    if (!paired.isPresent() && !failures.isWrongCode()) {
      String nameplate = link.code().nameplate();
      paired = tryAll(link.code(), transport -> transport.findOffers(nameplate), failures);
    }
    if (paired.isPresent()) {
      return paired.get();
    }
    throw failures.gravest(
        "No receiver answers to this pairing link: make sure that the receiver still shows it, or"
            + " type the code and the receiver's address.");
  }

  /** Tries them on a thread of its own, as those that are dead may take minutes. */
  private Optional<SenderPairing> atAddresses(PairingUri link, Failures failures)
      throws IOException {
    FutureTask<Optional<SenderPairing>> search =
        new FutureTask<>(() -> eachAddress(link, failures));
    Runnable giveUp =
        () -> {
          failures.giveUp();
          search.cancel(true);
        };
    Runnable stopWaiting = timer.at(timer.nanos() + AT_ADDRESSES.toNanos(), giveUp);
    var unused = DaemonThreads.start("sender-pairing", search);
    try {
      return search.get();
    } catch (CancellationException e) {
      failures.add(new IOException("its addresses do not answer"));
      return Optional.empty();
    } catch (InterruptedException e) {
      giveUp.run();
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      // It is no IOException, as those are kept: a fault of a transport, or of ours.
      throw e.getCause() instanceof RuntimeException bug ? bug : new IllegalStateException(e);
    } finally {
      stopWaiting.run();
    }
  }

  private Optional<SenderPairing> eachAddress(PairingUri link, Failures failures) {
    PairingCode code = link.code();
    Optional<SenderPairing> paired = Optional.empty();
    for (String address : link.addresses()) {
      if (!paired.isPresent() && !failures.isGivenUp()) {
        paired =
            tryAll(code, transport -> offersOf(transport, address, code.nameplate()), failures);
      }
    }
    return paired;
  }

  private static List<PairingLink> offersOf(Transport transport, String address, String nameplate)
      throws IOException {
    try {
      return transport.offersAt(address, nameplate).stream()
          .map(NotTyped::new)
          .collect(Collectors.toList());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** An offer at an address of a link: nobody typed it, and the receiver's routes have it. */
  private static final class NotTyped implements PairingLink {
    private final PairingLink offer;

    NotTyped(PairingLink offer) {
      this.offer = offer;
    }

    @Override
    public byte[] exchange(byte[] message) throws IOException {
      return offer.exchange(message);
    }

    @Override
    public void close() {
      offer.close();
    }
  }

  private SenderPairing pair(PairingCode code, Search search, String nothingFound)
      throws IOException {
    Failures failures = new Failures();
    Optional<SenderPairing> paired = tryAll(code, search, failures);
    if (paired.isPresent()) {
      return paired.get();
    }
    throw failures.gravest(nothingFound);
  }

  /** Tries all offers that a search finds, until one pairs. */
  private Optional<SenderPairing> tryAll(PairingCode code, Search search, Failures failures) {
    for (Transport transport : transports) {
      List<PairingLink> offers = List.of();
      try {
        failures.requireGoingOn();
        budget.requireSome(code);
        offers = search.in(transport);
        if (offers.size() > ProofBudget.MOST) {
          throw tooMany(code);
        }
        for (PairingLink offer : offers) {
          try {
            return Optional.of(attempt(code, offer, failures));
          } catch (IOException e) {
            failures.add(e);
          }
        }
      } catch (IOException e) {
        failures.add(e);
      } finally {
        offers.forEach(PairingLink::close);
      }
    }
    return Optional.empty();
  }

  private SenderPairing attempt(PairingCode code, PairingLink offer, Failures failures)
      throws IOException {
    PairingGuest guest = new PairingGuest(code, deviceName, previous.get(), clock, random);
    byte[] proof = guest.proof(exchange(offer, guest.hello(), failures));
    failures.requireGoingOn();
    budget.take(code);
    SenderPairing pairing = guest.finish(exchange(offer, proof, failures));
    budget.giveBack(code);
    return pairing.withRoutes(
        pairing.routes().stream()
            .map(TypedRoutes::without)
            .map(offer::reached)
            .collect(Collectors.toList()));
  }

  private static PairingRefusedException tooMany(PairingCode code) {
    return new PairingRefusedException(
        Reason.NO_OFFER,
        "More than "
            + ProofBudget.MOST
            + " receivers nearby say that they show a pairing code that begins with "
            + code.nameplate()
            + "; give the address of the right one.");
  }

  private static byte[] exchange(PairingLink offer, byte[] message, Failures failures)
      throws IOException {
    for (int left = TRIES; ; left--) {
      try {
        return offer.exchange(message);
      } catch (PairingRefusedException e) {
        throw e;
      } catch (IOException e) {
        if (left == 1 || failures.isGivenUp()) {
          throw e;
        }
      }
    }
  }

  /**
   * What went wrong so far in a search; the failure that says most to a person counts. Safe for use
   * by several threads.
   */
  private static final class Failures {
    private static final int MOST_SAYING = 2;

    private @Nullable IOException gravest;

    private volatile boolean isGivenUp;

    synchronized void add(IOException failure) {
      if (gravest == null || rank(failure) > rank(gravest)) {
        gravest = failure;
      }
    }

    /** Lets the search send no more proof. */
    void giveUp() {
      isGivenUp = true;
    }

    boolean isGivenUp() {
      return isGivenUp;
    }

    void requireGoingOn() throws IOException {
      if (isGivenUp) {
        throw new InterruptedIOException("the search was given up");
      }
    }

    /** For a search that follows: what went wrong before counts, also if that was given up. */
    synchronized Failures next() {
      Failures next = new Failures();
      next.gravest = gravest;
      return next;
    }

    synchronized boolean isWrongCode() {
      return gravest != null && rank(gravest) == MOST_SAYING;
    }

    synchronized IOException gravest(String nothingFound) {
      IOException failure = gravest;
      if (failure == null) {
        return new IOException(nothingFound);
      }
      return failure instanceof PairingRefusedException
          ? failure
          : new IOException(
              "No receiver could be reached for pairing: " + failure.getMessage(), failure);
    }

    /** A wrong code says most. */
    private static int rank(IOException failure) {
      if (failure instanceof PairingRefusedException refused) {
        return refused.reason() == Reason.WRONG_CODE ? MOST_SAYING : 1;
      }
      return 0;
    }
  }

  /** Asks one transport for offers. */
  @FunctionalInterface
  private interface Search {
    List<PairingLink> in(Transport transport) throws IOException;
  }
}
