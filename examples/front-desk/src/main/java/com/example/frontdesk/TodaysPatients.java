package com.example.frontdesk;

import java.util.List;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;

/** Who has an appointment today. Photos of anybody else are held until the front desk decides. */
record TodaysPatients(List<Patient> patients) implements PatientCheck {

  record Patient(String id, String name) {
    @Override
    public String toString() {
      return name + ", " + id;
    }
  }

  @Override
  public String id() {
    return "todays-patients";
  }

  @Override
  public PatientMatch find(PatientQuery query) {
    return patients.stream()
        .filter(patient -> patient.id().equalsIgnoreCase(query.typedId()))
        .findFirst()
        .map(patient -> PatientMatch.found(patient.id()))
        .orElse(PatientMatch.unknown());
  }
}
