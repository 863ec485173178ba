package com.example.practice;

import java.io.IOException;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.stereotype.Component;

/** Down if the receiver does not run, or if its disk fails. */
@Component("receiver")
class ReceiverHealth extends AbstractHealthIndicator {
  private final MedImageReceiver receiver;

  ReceiverHealth(MedImageReceiver receiver) {
    this.receiver = receiver;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) throws IOException {
    health.up().withDetail("devices", receiver.receiver().pairings().size());
  }
}
