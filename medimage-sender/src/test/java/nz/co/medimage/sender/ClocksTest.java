package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.sender.DeliveryStatus.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device whose clock is not that of its receiver is told, and sends all the same. */
@Timeout(60)
class ClocksTest extends RelayedReceiver {
  private static final Duration YEARS = Duration.ofDays(2920);
  private static final String BEHIND =
      "The clock of this device is 2920 days behind that of Reception; check both and set the one"
          + " that is wrong.";

  private void sendOverWifi(Duration receiverAhead) throws Exception {
    wifi.clockDifference = Optional.of(receiverAhead);
    assertInstanceOf(Receipt.Delivered.class, receipt(sender.send(photo(1), TAG)));
  }

  @Test
  void deviceYearsBehindItsReceiverIsTold() throws Exception {
    sendOverWifi(YEARS);
    assertEquals(Optional.of(BEHIND), sender.clockProblem());
  }

  @Test
  void observersAreToldOnceOfEachProblem() throws Exception {
    sender.close();
    List<String> problems = new CopyOnWriteArrayList<>();
    SenderObserver observer =
        new SenderObserver() {
          @Override
          public void problem(String sentence) {
            problems.add(sentence);
          }
        };
    sender = on.keep(builder().transport(wifi).transport(overRelay).observer(observer));

    sendOverWifi(YEARS);
    sendOverWifi(YEARS);

    assertEquals(List.of(BEHIND), problems);
  }

  @Test
  void deviceYearsAheadOfItsReceiverIsTold() throws Exception {
    sendOverWifi(YEARS.negated());
    assertEquals(
        Optional.of(
            "The clock of this device is 2920 days ahead of that of Reception; check both and set"
                + " the one that is wrong."),
        sender.clockProblem());
  }

  @Test
  void someMinutesAreNotWorthASentence() throws Exception {
    assertEquals(Optional.empty(), sender.clockProblem());
    sendOverWifi(Duration.ofMinutes(5));
    sendOverWifi(Duration.ofMinutes(-5));
    assertEquals(Optional.empty(), sender.clockProblem());
  }

  @Test
  void clockThatWasSetIsTakenBack() throws Exception {
    sendOverWifi(YEARS);
    sendOverWifi(Duration.ZERO);
    assertEquals(Optional.empty(), sender.clockProblem());
  }

  @Test
  void receiverAndRelayThatAgreeHaveTheDeviceSet() throws Exception {
    sendOverWifi(Duration.ofHours(7));
    wifi.turnOff();
    overRelay.clockDifference = Optional.of(Duration.ofHours(7).plusMinutes(1));
    await(sender.send(photo(2), TAG), State.AT_RELAY);
    assertEquals(
        Optional.of(
            "The clock of this device is wrong: it is 7 hours behind those of Reception and the"
                + " relay of Reception, which agree; set it."),
        sender.clockProblem());
  }

  @Test
  void relayAloneIsAHint() throws Exception {
    wifi.turnOff();
    overRelay.clockDifference = Optional.of(YEARS);
    await(sender.send(photo(2), TAG), State.AT_RELAY);
    assertEquals(
        Optional.of(BEHIND.replace("that of", "that of the relay of")), sender.clockProblem());
  }

  @Test
  void probesTellItToo() throws Exception {
    wifi.clockDifference = Optional.of(YEARS);
    overRelay.clockDifference = Optional.of(Duration.ZERO);
    List<RouteProbe> probes =
        SenderHome.open(on.home).probe(List.of(wifi, overRelay), Duration.ofSeconds(20));
    assertEquals(Optional.of(BEHIND), RouteProbe.clockProblem(probes));
    assertEquals(
        List.of(Optional.of(Duration.ZERO), Optional.of(YEARS)),
        probes.stream().map(RouteProbe::clockDifference).toList());
  }
}
