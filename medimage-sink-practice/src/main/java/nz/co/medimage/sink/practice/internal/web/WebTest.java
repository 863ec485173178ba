package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;
import nz.co.medimage.sink.practice.internal.LookUpFinding;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import okhttp3.Request;

/** Tries what works without filing anything. */
final class WebTest {
  private final WebSystem system;
  private final List<Finding> findings = new ArrayList<>();

  WebTest(WebSystem system) {
    this.system = system;
  }

  List<Finding> run(Optional<String> patient) {
    boolean works = isReached() && isLoggedIn() && isFound(patient) && areStepsDone();
    if (works && system.files()) {
      add(
          Verdict.WARNING,
          "Filing was not tried, because it would leave a photo in the system; send a test photo"
              + " of a test patient.");
    }
    return List.copyOf(findings);
  }

  private void add(Verdict verdict, String sentence) {
    findings.add(new Finding(verdict, sentence));
  }

  private boolean isReached() {
    String host = system.runner().target();
    try {
      Answer answer =
          system
              .client()
              .bare(new Request.Builder().url(system.client().server().url()).get().build());
      findings.add(reached(host, answer.status()));
      return true;
    } catch (IOException e) {
      add(Verdict.FAILED, String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** The first request is without a login, at an address that need not answer. */
  private static Finding reached(String host, int status) {
    return status < 500
        ? new Finding(Verdict.OK, host + " can be reached.")
        : new Finding(
            Verdict.WARNING,
            host
                + " can be reached, but answers with the status "
                + status
                + "; see whether it is up.");
  }

  private boolean isLoggedIn() {
    if (!(system.client().server().login() instanceof Login.ClientCredentials)) {
      return true;
    }
    try {
      system.client().login();
      add(Verdict.OK, "The login works: a token was given.");
      return true;
    } catch (IOException e) {
      add(Verdict.FAILED, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private boolean isFound(Optional<String> patient) {
    if (system.lookup().isEmpty()) {
      add(Verdict.WARNING, "The profile has no look-up of patients; nobody was looked up.");
      return true;
    }
    if (patient.isEmpty()) {
      add(Verdict.WARNING, "No id was given, so nobody was looked up.");
      return true;
    }
    try {
      findings.add(
          LookUpFinding.of(
              patient.get(),
              system.lookup().get().find(patient.get()),
              "If one has, correct patient.steps in the profile: its query or its match."));
      return true;
    } catch (IOException e) {
      add(Verdict.FAILED, "The look-up does not work: " + e.getMessage());
      return false;
    }
  }

  private boolean areStepsDone() {
    RequestValues values =
        RequestValues.of(
            PhotoFacts.ofLookup("", system.profile().values(), system.runner().clock()));
    for (Step step : system.test()) {
      try {
        Outcome outcome = system.runner().run(step, values);
        if (outcome.meaning() != Meaning.OK && outcome.meaning() != Meaning.FOUND) {
          add(Verdict.FAILED, Sentences.denied(system.runner().target(), step, outcome));
          return false;
        }
        values = values.with(outcome.captured());
        add(Verdict.OK, "'" + step.name() + "' works.");
      } catch (IOException e) {
        add(Verdict.FAILED, "'" + step.name() + "' does not work: " + e.getMessage());
        return false;
      }
    }
    return true;
  }
}
