package nz.co.medimage.receiver;

import nz.co.medimage.api.PhotoId;

/** A sink that each photo must pass before its receipt, with threads of its own. */
record RequiredSink(String id, Lane lane, SinkFiling filing, Availability availability) {

  /** Only what its contract knows tells that it is away; anything else may be due to the photo. */
  void failed(PhotoId photo, StepFailedException e) {
    boolean isAway = e.step().equals(id) && !e.isFault() && !e.isUnknown();
    if (isAway && !lane.busy().isEnding()) {
      availability.failed(photo, String.valueOf(e.getMessage()));
    }
  }
}
