package com.example.practice;

import java.time.Instant;
import nz.co.medimage.receiver.PairingOffer;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.stereotype.Component;

/** {@code POST /actuator/pairing} gives a new pairing code. */
@Component
@Endpoint(id = "pairing")
class PairingEndpoint {
  private final MedImageReceiver receiver;

  PairingEndpoint(MedImageReceiver receiver) {
    this.receiver = receiver;
  }

  record Code(String code, Instant validUntil) {}

  @WriteOperation
  Code offer() {
    PairingOffer offer = receiver.receiver().offerPairing();
    return new Code(offer.code(), offer.validUntil());
  }
}
