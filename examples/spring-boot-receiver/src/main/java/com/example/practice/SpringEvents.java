package com.example.practice;

import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.ReceiverEvents;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Publishes what becomes of photos as application events. Their listeners run on the observer's one
 * thread: what takes longer than half a second belongs into an {@code @Async} one.
 */
@Component
class SpringEvents implements ReceiverEvents {
  private final ApplicationEventPublisher publisher;

  SpringEvents(ApplicationEventPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
    publisher.publishEvent(
        new PhotoDelivered(photo.id(), photo.manifest().tag(), receipt.references()));
  }

  @Override
  public void rejected(PhotoId id, String from, Receipt.Rejected receipt) {
    publisher.publishEvent(new PhotoKept(id, from, receipt.message()));
  }

  @Override
  public void held(PhotoId id, String from, Receipt.Held receipt) {
    publisher.publishEvent(new PhotoKept(id, from, receipt.message()));
  }

  @Override
  public void problem(String sentence) {
    publisher.publishEvent(new ReceiverProblem(sentence));
  }
}
