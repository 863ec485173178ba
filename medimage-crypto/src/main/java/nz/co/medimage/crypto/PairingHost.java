package nz.co.medimage.crypto;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.crypto.v1.PairingFormatException;
import nz.co.medimage.crypto.v1.PakeHost;
import nz.co.medimage.crypto.v1.Profiles;
import nz.co.medimage.crypto.v1.WrongCodeException;
import org.jspecify.annotations.Nullable;

/**
 * One pairing offer of a receiver over one route. Any number of phones may use it, until the fifth
 * wrong guess burns it. An offer that is open over several routes has one host for each, so that
 * guesses over one route do not burn it for the others. The caller decides how long the offer is
 * open. Safe for use by several threads.
 *
 * <p>Source: {@code spec/pairing-v1.md}.
 */
public final class PairingHost {

  /** Stores new pairings. */
  @FunctionalInterface
  public interface Keeper {
    /**
     * Stores a pairing durably, before the phone learns that it is paired. If it throws an {@link
     * IOException} and the phone asks again, it is called again for the same pairing.
     *
     * @param previous earlier pairings of the same phone with this receiver, whose keys the phone
     *     has shown to have; possibly none. The receiver may have lost them
     * @throws PairingRefusedException if the pairing is not wanted; the phone learns the reason
     * @throws IOException if it cannot be stored; the pairing then does not come about
     */
    void keep(ReceiverPairing pairing, List<ReceiverPairing> previous) throws IOException;
  }

  private static final int MAX_WRONG_GUESSES = 5;
  private static final int MAX_OPEN = 16;
  private static final int MAX_ENDED = 64;

  private final PairingCode code;
  private final String receiverName;
  private final ReceiverIdentity identity;
  private final Supplier<List<Route>> routes;
  private final Clock clock;
  private final SecureRandom random;
  private final Keeper keeper;
  private final AtomicInteger wrongGuesses = new AtomicInteger();

  private final Map<UUID, Exchange> open = new OldestDropped(MAX_OPEN);
  private final Map<UUID, Exchange> ended = new OldestDropped(MAX_ENDED);

  /**
   * Opens an offer.
   *
   * @param receiverName 1 to 100 characters, none of them a control character
   * @param routes returns the routes to this receiver; called at each pairing
   * @throws IllegalArgumentException if the name is malformed
   */
  public PairingHost(
      PairingCode code,
      String receiverName,
      ReceiverIdentity identity,
      Supplier<List<Route>> routes,
      Clock clock,
      SecureRandom random,
      Keeper keeper) {
    this.code = Objects.requireNonNull(code, "code");
    this.receiverName = Profiles.checkName(receiverName);
    this.identity = Objects.requireNonNull(identity, "identity");
    this.routes = Objects.requireNonNull(routes, "routes");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.random = Objects.requireNonNull(random, "random");
    this.keeper = Objects.requireNonNull(keeper, "keeper");
  }

  /**
   * Checks the name of a receiver, before there is an offer.
   *
   * @return the name
   * @throws IllegalArgumentException with one sentence for the user if the name does not have 1 to
   *     100 characters, or if one of them is a control character
   */
  public static String checkReceiverName(String receiverName) {
    return Profiles.checkName(receiverName);
  }

  /**
   * Answers one message of a phone; the same message gets the same answer. Computes for some tenths
   * of a second.
   *
   * @throws PairingRefusedException if the code was wrong, the offer is burnt, or the message does
   *     not belong to this protocol
   * @throws IOException if the keeper failed
   */
  public synchronized byte[] answer(byte[] message) throws IOException {
    try {
      UUID session = PakeHost.sessionOf(message);
      return PakeHost.isHello(message) ? greet(session, message) : check(session, message);
    } catch (PairingFormatException e) {
      throw Refusals.badMessage(e);
    }
  }

  /** Whether five wrong guesses have ended the offer. */
  public boolean isBurnt() {
    return wrongGuesses.get() >= MAX_WRONG_GUESSES;
  }

  private byte[] greet(UUID session, byte[] hello) throws IOException, PairingFormatException {
    Exchange known = find(session);
    if (known == null) {
      refuseIfBurnt();
      known = new Exchange(new PakeHost(hello, code.text(), random));
      open.put(session, known);
    } else if (!known.pake.isSameHello(hello)) {
      throw Refusals.badMessage(null);
    }
    return known.pake.helloAnswer();
  }

  private byte[] check(UUID session, byte[] proof) throws IOException {
    Exchange exchange = find(session);
    if (exchange == null) {
      refuseIfBurnt();
      throw Refusals.forgotten();
    }
    if (exchange.proof == null) {
      refuseIfBurnt();
      open.remove(session);
      ended.put(session, exchange);
      guess(exchange, proof.clone());
    } else if (!Arrays.equals(exchange.proof, proof)) {
      throw Refusals.badMessage(null);
    }
    return exchange.release(keeper);
  }

  /** The one guess of an exchange; a repeated message gets its outcome again. */
  private void guess(Exchange exchange, byte[] proof) {
    exchange.proof = proof;
    try {
      PakeHost.Agreement agreement = exchange.pake.verify(proof, clock.instant());
      exchange.answer = agreement.answer(receiverName, identity.keys(), routes.get());
      exchange.unkept =
          new Unkept(
              new ReceiverPairing(agreement.pairing()),
              agreement.previous(identity.keys()).stream()
                  .map(ReceiverPairing::new)
                  .collect(Collectors.toList()));
    } catch (WrongCodeException e) {
      wrongGuesses.incrementAndGet();
      exchange.wrongCode = true;
    } catch (PairingFormatException e) {
      // Neither an answer nor a guess: this message cannot be a guess at all.
      exchange.answer = null;
    }
  }

  private @Nullable Exchange find(UUID session) {
    Exchange half = open.get(session);
    return half != null ? half : ended.get(session);
  }

  private void refuseIfBurnt() throws PairingRefusedException {
    if (isBurnt()) {
      throw Refusals.noOffer();
    }
  }

  private record Unkept(ReceiverPairing pairing, List<ReceiverPairing> previous) {}

  /** One phone's attempt, kept for a while after its end because its reply may have been lost. */
  private static final class Exchange {
    private final PakeHost pake;
    private byte @Nullable [] proof;
    private byte @Nullable [] answer;
    private @Nullable Unkept unkept;
    private boolean wrongCode;

    Exchange(PakeHost pake) {
      this.pake = pake;
    }

    byte[] release(Keeper keeper) throws IOException {
      if (wrongCode) {
        throw Refusals.wrongCode(null);
      }
      if (answer == null) {
        throw Refusals.badMessage(null);
      }
      if (unkept != null) {
        keeper.keep(unkept.pairing, unkept.previous);
        unkept = null;
      }
      return answer.clone();
    }
  }

  private static final class OldestDropped extends LinkedHashMap<UUID, Exchange> {
    private static final long serialVersionUID = 1L;
    private final int most;

    OldestDropped(int most) {
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<UUID, Exchange> eldest) {
      return size() > most;
    }
  }
}
