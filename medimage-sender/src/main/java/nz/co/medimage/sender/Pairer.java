package nz.co.medimage.sender;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
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
import org.jspecify.annotations.Nullable;

/**
 * Pairs with the one receiver that shows the code, among the few that answer to its nameplate. If
 * there are more than the number of proofs that a code may have, none is tried: at most one of them
 * can be the receiver that the person means. Safe for use by several threads.
 */
final class Pairer {
  /** A message whose answer gets lost may be sent again: the answer stays the same. */
  private static final int TRIES = 3;

  private final List<Transport> transports;
  private final String deviceName;
  private final Supplier<List<SenderPairing>> previous;
  private final Clock clock;
  private final SecureRandom random;
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
      SecureRandom random) {
    this.transports = transports;
    this.deviceName = deviceName;
    this.previous = previous;
    this.clock = clock;
    this.random = random;
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
   * another receiver by now, so one that refuses does not end it; but if any receiver answers, the
   * link is not merely out of date, and there is nothing to search for.
   */
  SenderPairing by(PairingUri link) throws IOException {
    Failures failures = new Failures();
    String nameplate = link.code().nameplate();
    for (String address : link.addresses()) {
      Optional<SenderPairing> paired =
          tryAll(link.code(), transport -> offersOf(transport, address, nameplate), failures);
      if (paired.isPresent()) {
        return paired.get();
      }
    }
    if (!failures.isRefused()) {
      Optional<SenderPairing> paired =
          tryAll(link.code(), transport -> transport.findOffers(nameplate), failures);
      if (paired.isPresent()) {
        return paired.get();
      }
    }
    throw failures.gravest(
        "No receiver answers to this pairing link: make sure that the receiver still shows it, or"
            + " type the code and the receiver's address.");
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
        budget.requireSome(code);
        offers = search.in(transport);
        if (offers.size() > ProofBudget.MOST) {
          throw tooMany(code);
        }
        for (PairingLink offer : offers) {
          try {
            return Optional.of(attempt(code, offer));
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

  private SenderPairing attempt(PairingCode code, PairingLink offer) throws IOException {
    PairingGuest guest = new PairingGuest(code, deviceName, previous.get(), clock, random);
    byte[] proof = guest.proof(exchange(offer, guest.hello()));
    budget.take(code);
    SenderPairing pairing = guest.finish(exchange(offer, proof));
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

  private static byte[] exchange(PairingLink offer, byte[] message) throws IOException {
    for (int left = TRIES; ; left--) {
      try {
        return offer.exchange(message);
      } catch (PairingRefusedException e) {
        throw e;
      } catch (IOException e) {
        if (left == 1) {
          throw e;
        }
      }
    }
  }

  /** What went wrong so far; the failure that says most to a person counts. */
  private static final class Failures {
    private @Nullable IOException gravest;

    void add(IOException failure) {
      if (gravest == null || rank(failure) > rank(gravest)) {
        gravest = failure;
      }
    }

    /** Whether a receiver or a relay answered, and refused. */
    boolean isRefused() {
      return gravest instanceof PairingRefusedException;
    }

    IOException gravest(String nothingFound) {
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
        return refused.reason() == Reason.WRONG_CODE ? 2 : 1;
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
