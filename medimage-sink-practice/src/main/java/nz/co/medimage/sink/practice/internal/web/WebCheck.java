package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.SelfTest;

/** Looks patients up by web services. */
final class WebCheck implements PatientCheck, SelfTest {
  private final AddOnContext context;
  private final WebSystem system;
  private final WebPatients patients;

  WebCheck(AddOnContext context, WebSystem system, WebPatients patients) {
    this.context = context;
    this.system = system;
    this.patients = patients;
  }

  @Override
  public String id() {
    return context.id();
  }

  @Override
  public PatientMatch find(PatientQuery query) throws IOException {
    try {
      return patients.find(query.typedId());
    } catch (LoginFailedException e) {
      context.problem(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  @Override
  public List<Finding> test(Optional<String> patient) {
    return new WebTest(system).run(patient);
  }

  @Override
  public void close() {
    system.close();
  }
}
