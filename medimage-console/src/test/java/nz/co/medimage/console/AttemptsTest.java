package nz.co.medimage.console;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import nz.co.medimage.testkit.MutableClock;
import org.junit.jupiter.api.Test;

/** Passwords cannot be guessed by trying many. */
final class AttemptsTest {
  private final MutableClock clock = MutableClock.at(Instant.parse("2026-11-24T00:00:00Z"));
  private final Attempts attempts = new Attempts(clock);

  private boolean mayTry(String address) throws Exception {
    return attempts.mayTry(InetAddress.getByName(address));
  }

  @Test
  void addressWaitsAQuarterOfAnHourAfterTenWrongOnes() throws Exception {
    for (int i = 0; i < Attempts.OF_ADDRESS; i++) {
      assertTrue(mayTry("192.0.2.1"));
    }
    assertFalse(mayTry("192.0.2.1"));
    assertTrue(mayTry("192.0.2.2"));
    clock.advance(Duration.ofMinutes(16));
    assertTrue(mayTry("192.0.2.1"));
  }

  @Test
  void oneNetworkOfIpv6CountsAsOne() throws Exception {
    for (int i = 0; i < Attempts.OF_ADDRESS; i++) {
      assertTrue(mayTry("2001:db8::" + i));
    }
    assertFalse(mayTry("2001:db8::ffff"));
    assertTrue(mayTry("2001:db8:0:1::1"));
  }

  @Test
  void manyAddressesGainNothing() throws Exception {
    for (int i = 0; i < Attempts.IN_ALL; i++) {
      assertTrue(mayTry("10.0." + i + ".1"));
    }
    assertFalse(mayTry("10.1.0.1"));
  }

  @Test
  void rightPasswordsDoNotCount() throws Exception {
    for (int i = 0; i < 3 * Attempts.IN_ALL; i++) {
      assertTrue(mayTry("192.0.2.1"));
      attempts.right(InetAddress.getByName("192.0.2.1"));
    }
  }
}
