package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.ReceiverRun;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.receiver.ReceiverIntake.Source;

/** What a listener sees of a receiver. */
final class ReceiverContext implements ListenerContext {
  private final Pairings pairings;
  private final ReceiverRun run;
  private final Consumer<String> stopping;
  private final ClockWatch clocks;
  private final SafeEvents events;
  private final String transport;
  private final Secrets secrets;
  private final Intake fromSenders;
  private final Intake fromRelay;

  /**
   * The context of one listener.
   *
   * @param run of the receiver
   * @param stopping closes the receiver, and says the sentence that it is given; returns at once
   * @param transport the listener's id
   */
  ReceiverContext(
      ReceiverRun run,
      Consumer<String> stopping,
      ReceiverState state,
      PairingIntake offers,
      Inbox inbox,
      Pipeline pipeline,
      ClockWatch clocks,
      SafeEvents events,
      OpenCalls calls,
      String transport) {
    this.run = run;
    this.stopping = stopping;
    this.clocks = clocks;
    this.events = events;
    this.transport = transport;
    secrets = PrefixedSecrets.of(state, transport);
    pairings = state.pairings();
    fromSenders =
        new ReceiverIntake(
            state, offers, inbox, pipeline, events, calls, transport, Source.SENDERS);
    fromRelay =
        new ReceiverIntake(state, offers, inbox, pipeline, events, calls, transport, Source.RELAY);
  }

  @Override
  public Intake intake() {
    return fromSenders;
  }

  @Override
  public Intake intakeForAdmitted() {
    return fromRelay;
  }

  @Override
  public Secrets secrets() {
    return secrets;
  }

  @Override
  public Map<PairingId, TokenHash> senders() throws IOException {
    return pairings.tokens(transport);
  }

  @Override
  public void problem(String sentence) {
    events.problem(sentence);
  }

  @Override
  public void problemOver(Set<String> problems, String sentence) {
    events.problemOver(problems, sentence);
  }

  @Override
  public ReceiverRun run() {
    return run;
  }

  @Override
  public void stopForCopy(String sentence) {
    stopping.accept(sentence);
  }

  @Override
  public void clockDiffers(String whose, Duration difference) {
    clocks.heard(whose, difference);
  }
}
