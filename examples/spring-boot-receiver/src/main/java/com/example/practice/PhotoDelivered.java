package com.example.practice;

import java.util.List;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;

/**
 * A photo is filed.
 *
 * @param id the photo
 * @param tag whose it is
 * @param filed where it is
 */
public record PhotoDelivered(PhotoId id, PatientTag tag, List<SinkReference> filed) {

  /** Names the photo alone: the rest is about a patient, and events get into logs. */
  @Override
  public String toString() {
    return "PhotoDelivered[" + id + "]";
  }
}
