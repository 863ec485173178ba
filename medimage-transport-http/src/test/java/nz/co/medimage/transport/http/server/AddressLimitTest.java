package nz.co.medimage.transport.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many requests an address has, on a clock that stands still until it is turned. */
@Timeout(60)
class AddressLimitTest {
  private static final int PER_MINUTE = 60;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  // Such a clock may begin anywhere, and pass the largest number.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - SECOND);
  private final AddressLimit limit =
      new AddressLimit(new Handler.Wrapper(), PER_MINUTE, r -> 1, nanos::get);
  private final InetAddress phone = address("192.0.2.1");

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private boolean passes(InetAddress from) {
    return passes(from, 1);
  }

  private boolean passes(InetAddress from, long cost) {
    return limit.waitOf(from, cost) <= 0;
  }

  private void useUp(InetAddress from) {
    for (int i = 0; i < PER_MINUTE; i++) {
      assertTrue(passes(from));
    }
  }

  @Test
  void letsAMinutesWorthInAtOnceAndNoMore() {
    useUp(phone);
    assertEquals(SECOND, limit.waitOf(phone, 1));
  }

  @Test
  void refillsEvenlyAndNotBeyondAMinutesWorth() {
    useUp(phone);
    nanos.addAndGet(3 * SECOND);
    for (int i = 0; i < 3; i++) {
      assertTrue(passes(phone));
    }
    assertEquals(SECOND, limit.waitOf(phone, 1));
    nanos.addAndGet(1000 * SECOND);
    useUp(phone);
    assertEquals(SECOND, limit.waitOf(phone, 1));
  }

  @Test
  void refusalsCostNothing() {
    useUp(phone);
    for (int i = 0; i < 1000; i++) {
      assertEquals(SECOND, limit.waitOf(phone, 1));
    }
  }

  @Test
  void costlyRequestsCountForMany() {
    assertTrue(passes(phone, 50));
    assertEquals(10 * SECOND, limit.waitOf(phone, 20));
    assertTrue(passes(phone, 10));
    assertEquals(SECOND, limit.waitOf(phone, 1));
  }

  @Test
  void addressesDoNotCountForEachOther() {
    useUp(phone);
    useUp(address("192.0.2.2"));
  }

  @Test
  void addressesOfOneIpv6NetworkCountTogether() {
    for (int i = 0; i < PER_MINUTE; i++) {
      assertTrue(passes(address("2001:db8:1:2:" + i + "::1")));
    }
    assertEquals(SECOND, limit.waitOf(address("2001:db8:1:2:ffff:ffff:ffff:ffff"), 1));
    assertTrue(passes(address("2001:db8:1:3::1")));
  }

  @Test
  void quietAddressesAreForgottenAndBusyOnesAreNot() {
    for (int i = 0; i < AddressLimit.CROWD; i++) {
      assertTrue(passes(numbered(i)));
    }
    nanos.addAndGet(2 * SECOND);
    useUp(phone);
    assertEquals(1, limit.remembered());
    assertEquals(SECOND, limit.waitOf(phone, 1));
  }

  private static InetAddress numbered(int number) {
    try {
      return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(0x0A00_0000 + number).array());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
