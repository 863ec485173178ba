package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import nz.co.medimage.api.spi.PatientCheckProvider;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.testkit.CompiledJar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code practice test} with a sink and a check, from a jar, that test themselves. */
@Timeout(120)
class PracticeTestTest {
  private static final String SINK =
      """
      package com.example.emr;
      import java.util.*;
      import nz.co.medimage.api.SinkReference;
      import nz.co.medimage.api.spi.*;
      public class EmrSinkProvider implements SinkProvider {
        public String id() { return "emr"; }
        public List<Setting> settings() {
          return List.of(Setting.text("says").defaultValue("OK"));
        }
        public Sink create(AddOnContext context) throws java.io.IOException {
          String says = context.settings().text("says");
          if (says.equals("NOTHING")) { throw new java.io.IOException("nothing is said"); }
          context.stateFolder();
          context.secrets().put("token", new byte[1]);
          class EmrSink implements Sink, SelfTest {
            public String id() { return context.id(); }
            public SinkReference write(StagedPhoto photo) { throw new AssertionError(); }
            public List<Finding> test(Optional<String> patient) {
              if (says.equals("BUG")) { throw new IllegalStateException("of Anna"); }
              context.problem("the clock differs");
              return List.of(
                  new Finding(Verdict.OK, "The system answers."),
                  new Finding(Verdict.valueOf(says), "Rights of " + patient.orElse("nobody")));
            }
          }
          return new EmrSink();
        }
      }
      """;

  private static final String CHECK =
      """
      package com.example.emr;
      import java.util.*;
      import nz.co.medimage.api.spi.*;
      public class EmrCheckProvider implements PatientCheckProvider {
        public String id() { return "emr"; }
        public PatientCheck create(AddOnContext context) {
          class EmrCheck implements PatientCheck, SelfTest {
            public String id() { return context.id(); }
            public PatientMatch find(PatientQuery query) { return PatientMatch.unknown(); }
            public List<Finding> test(Optional<String> patient) {
              return List.of(new Finding(Verdict.OK, "Look-ups work."));
            }
          }
          return new EmrCheck();
        }
      }
      """;

  @TempDir Path folder;

  @BeforeEach
  void dropIn() throws IOException {
    new CompiledJar()
        .source("com.example.emr.EmrSinkProvider", SINK)
        .source("com.example.emr.EmrCheckProvider", CHECK)
        .provides(SinkProvider.class, "com.example.emr.EmrSinkProvider")
        .provides(PatientCheckProvider.class, "com.example.emr.EmrCheckProvider")
        .writeTo(home().resolve("addons").resolve("emr").resolve("emr.jar"));
  }

  private Path home() {
    return folder.resolve("pc");
  }

  private void configure(String says) throws IOException {
    Files.writeString(
        home().resolve("receiver.json"),
        """
        {
          "port": 0,
          "name": "PC",
          "patient-check": {"add-on": "emr"},
          "sinks": [{"add-on": "folders", "settings": {"to": "../patients"}}],
          "follow-ups": [{"add-on": "emr", "id": "ward", "settings": {"says": "%s"}}]
        }
        """
            .formatted(says));
  }

  private Run test(Object... more) {
    return Run.of(
        Stream.concat(Stream.of("practice", "test", "--home", home()), Stream.of(more)).toArray());
  }

  private Map<String, FileTime> files() throws IOException {
    Map<String, FileTime> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(home())) {
      for (Path file : all.toList()) {
        files.put(file.toString(), Files.getLastModifiedTime(file));
      }
    }
    return files;
  }

  @Test
  void sinksAndChecksOfTheFileAreTestedAndTheHomeStaysAsItIs() throws Exception {
    configure("WARNING");
    Map<String, FileTime> before = files();

    Run run = test("--patient", "ZZZ0016 ");

    assertEquals(
        List.of(
            "patient-check emr:",
            "OK       Look-ups work.",
            "follow-ups[0] ward:",
            "OK       The system answers.",
            "WARNING  Rights of ZZZ0016",
            "WARNING  sink ward: the clock differs"),
        run.out().lines().toList());
    assertEquals(Medimage.OK, run.exit(), run.err());
    assertEquals(before, files());
  }

  @Test
  void receiverRunsMeanwhile() throws Exception {
    configure("OK");
    try (Practice practice = Practice.with(folder)) {
      assertEquals(Medimage.OK, test().exit());
      Run paired = practice.pair(practice.code());
      assertEquals(Medimage.OK, paired.exit(), paired.err());
    }
  }

  @Test
  void failureIsAnExitCodeAndAnObjectOfJson() throws Exception {
    configure("FAILED");
    Run run = test("--json");
    assertEquals(Medimage.USAGE, run.exit());
    assertEquals(
        "{\"event\":\"finding\",\"place\":\"follow-ups[0]\",\"id\":\"ward\","
            + "\"verdict\":\"failed\",\"sentence\":\"Rights of nobody\"}",
        run.out().lines().toList().get(2));
  }

  @Test
  void addOnThatCannotBeMadeOrHasABugIsAFindingAndTheOthersAreTested() throws Exception {
    configure("NOTHING");
    Run unmade = test();
    assertEquals(Medimage.USAGE, unmade.exit());
    assertTrue(unmade.out().contains("FAILED   nothing is said"), unmade.out());
    assertTrue(unmade.out().contains("OK       Look-ups work."), unmade.out());

    configure("BUG");
    Run bug = test();
    assertEquals(Medimage.USAGE, bug.exit());
    String sentence = "FAILED   The add-on has a bug (IllegalStateException); tell those who made";
    assertTrue(bug.out().contains(sentence), bug.out());
  }

  @Test
  void saysWhatItNeeds() throws Exception {
    Run nothing = Run.of("practice", "test");
    assertEquals(
        "medimage: say what to test: --profile FILE, or --home DIR of a receiver",
        nothing.err().strip());
    assertEquals(Medimage.USAGE, nothing.exit());
    assertTrue(test().err().contains("there is no " + home().resolve("receiver.json")));
    Files.writeString(home().resolve("receiver.json"), "{}");
    assertTrue(test().err().contains("names no sink and no check that tests itself"));
    for (String id : new String[] {"", " ", "#ZAC5361"}) {
      assertEquals(
          "medimage: --patient takes the id of a patient as people type it, without the #",
          test("--patient", id).err().strip());
    }
    Path none = folder.resolve("none.json");
    assertTrue(test("--profile", none).err().contains("there is no file " + none));
    assertTrue(Run.of("practice").err().contains("Say what to do: show, test"));
  }
}
