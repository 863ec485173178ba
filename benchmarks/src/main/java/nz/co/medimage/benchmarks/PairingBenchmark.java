package nz.co.medimage.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingGuest;
import nz.co.medimage.crypto.PairingHost;
import nz.co.medimage.crypto.ReceiverIdentity;

/** What a first pairing message costs a receiver: one that is honest, and junk of three kinds. */
public final class PairingBenchmark {
  private static final int TIMES = 60;
  private static final int WARM_UP = 20;
  private static final int NUMBERS = 18;
  private static final int SESSION = 2;

  private static final SecureRandom RANDOM = new SecureRandom();

  private PairingBenchmark() {}

  @FunctionalInterface
  private interface Hello {
    byte[] next();
  }

  /** Prints medians. */
  public static void main(String[] args) {
    PairingCode code = PairingCode.generate(RANDOM);
    print("honest", code, () -> hello(code));
    print("random numbers", code, PairingBenchmark::random);
    print("numbers that are out of range", code, PairingBenchmark::outOfRange);
    print("proofs of another session", code, () -> ofAnotherSession(hello(code)));
  }

  private static byte[] hello(PairingCode code) {
    return new PairingGuest(code, "phone", Clock.systemUTC(), RANDOM).hello();
  }

  private static byte[] random() {
    byte[] hello = new byte[1618];
    RANDOM.nextBytes(hello);
    hello[0] = 1;
    hello[1] = 1;
    for (int at = NUMBERS; at < hello.length; at++) {
      hello[at] &= 0x7F; // below p and q
    }
    return hello;
  }

  private static byte[] outOfRange() {
    byte[] hello = random();
    Arrays.fill(hello, NUMBERS, hello.length, (byte) 0xFF);
    return hello;
  }

  private static byte[] ofAnotherSession(byte[] hello) {
    hello[SESSION] ^= 1;
    return hello;
  }

  private static void print(String what, PairingCode code, Hello hello) {
    PairingHost host =
        new PairingHost(
            code,
            "PC",
            ReceiverIdentity.generate(),
            List::of,
            Clock.systemUTC(),
            RANDOM,
            (pairing, previous) -> {});
    double[] millis = new double[TIMES];
    for (int i = -WARM_UP; i < TIMES; i++) {
      byte[] message = hello.next();
      long start = System.nanoTime();
      try {
        host.answer(message);
      } catch (IOException e) {
        // Junk is refused.
      }
      if (i >= 0) {
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(millis);
    PrintStream out = System.out;
    out.printf(Locale.ROOT, "%s: %.2f ms%n", what, millis[TIMES / 2]);
  }
}
