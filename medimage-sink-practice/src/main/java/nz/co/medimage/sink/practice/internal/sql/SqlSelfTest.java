package nz.co.medimage.sink.practice.internal.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DatabaseMetaData;
import java.sql.Statement;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.InvalidTagException;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.practice.internal.LookUpFinding;
import nz.co.medimage.sink.practice.internal.profile.PhotoFiles.PhotoFile;
import nz.co.medimage.sink.practice.internal.profile.WorkstationPath;
import org.jspecify.annotations.Nullable;

/** Tries a profile against its database and leaves nothing there. */
final class SqlSelfTest {
  /** A GIF of one pixel. */
  private static final byte[] PIXEL =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

  private static final String FILE = "TEST-medimage.gif";

  private final PracticeDatabase database;
  private final @Nullable SqlLookup lookup;
  private final Optional<String> test;
  private final List<Finding> findings = new ArrayList<>();
  private Optional<String> found = Optional.empty();

  SqlSelfTest(PracticeDatabase database, @Nullable SqlLookup lookup, Optional<String> test) {
    this.database = database;
    this.lookup = lookup;
    this.test = test;
  }

  /** One thing to try; it returns a sentence. */
  @FunctionalInterface
  private interface Trial {
    Finding run() throws IOException, PhotoRejectedException;
  }

  /** What a patient check needs. */
  List<Finding> check(Optional<String> patient) {
    if (attempt(this::connect) && attempt(this::query)) {
      patient.ifPresent(typed -> attempt(() -> lookUp(typed)));
    }
    return List.copyOf(findings);
  }

  /** What a sink needs. */
  List<Finding> sink(Optional<String> patient, SqlSink sink, SqlFiling filing) {
    if (attempt(this::connect) && attempt(this::query)) {
      boolean isLookedUp = lookup != null && patient.isPresent();
      if (!isLookedUp || attempt(() -> lookUp(patient.orElseThrow()))) {
        if (attempt(() -> dryRun(patient, sink, filing))) {
          attempt(() -> weakness(filing));
        }
      }
    }
    return List.copyOf(findings);
  }

  private boolean attempt(Trial trial) {
    Finding finding;
    try {
      finding = trial.run();
    } catch (IOException | PhotoRejectedException | InvalidTagException e) {
      finding = new Finding(Verdict.FAILED, String.valueOf(e.getMessage()));
    }
    if (!finding.sentence().isEmpty()) {
      findings.add(finding);
    }
    return finding.verdict() != Verdict.FAILED;
  }

  private static Finding ok(String sentence) {
    return new Finding(Verdict.OK, sentence);
  }

  private Finding connect() throws IOException, PhotoRejectedException {
    return database.run(
        session -> {
          DatabaseMetaData data = session.connection().getMetaData();
          return ok(
              "The database is "
                  + data.getDatabaseProductName()
                  + " "
                  + data.getDatabaseProductVersion().lines().findFirst().orElse("")
                  + ", and the login works.");
        });
  }

  private Finding query() throws IOException, PhotoRejectedException {
    if (test.isEmpty()) {
      return ok("");
    }
    return database.run(
        session -> {
          session.at("test");
          try (Statement statement = session.connection().createStatement()) {
            statement.execute(test.get());
          }
          return ok("The test query works.");
        });
  }

  private Finding lookUp(String typed) throws IOException, PhotoRejectedException {
    PatientMatch match = lookup == null ? PatientMatch.unknown() : lookup.find(typed);
    found = match.patient();
    String advice = "If one has, correct patient.query or patient.match in the profile.";
    if (lookup != null && match.kind() == PatientMatch.Kind.UNKNOWN && match.why().isEmpty()) {
      advice = lookup.mismatch(typed).orElse(advice);
    }
    return LookUpFinding.of(typed, match, advice);
  }

  private Finding weakness(SqlFiling filing) throws IOException, PhotoRejectedException {
    return database.run(
        session ->
            filing
                .once()
                .weakness(session)
                .map(sentence -> new Finding(Verdict.WARNING, sentence))
                .orElse(ok("")));
  }

  private Finding dryRun(Optional<String> patient, SqlSink sink, SqlFiling filing)
      throws IOException, PhotoRejectedException {
    Optional<String> own = lookup == null ? patient : found;
    if (own.isEmpty()) {
      return new Finding(
          Verdict.WARNING,
          "Filing was not tried: name the id of a patient who is with the practice, to try it with"
              + " that patient and roll it back.");
    }
    Path file = Files.createTempFile("medimage-test", ".gif");
    try {
      Files.write(file, PIXEL);
      StagedPhoto photo = photo(filing, patient.orElseThrow(), file);
      List<PhotoFile> files = sink.files(photo, own.get());
      database.run(session -> filing.file(session, files, SqlFiling.How.DRY));
      if (database.run(session -> filing.once().find(session, files.get(0).facts())).isPresent()) {
        return new Finding(
            Verdict.FAILED,
            "The database does not keep transactions: the test photo is still there after it was"
                + " rolled back. Remove it; on MySQL, all tables must be InnoDB.");
      }
      return ok("Filing works: a test photo was filed and rolled back, so it is not there.");
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static StagedPhoto photo(SqlFiling filing, String typed, Path file) {
    EnvelopeId envelope = EnvelopeId.create(Clock.systemUTC(), new SecureRandom());
    Manifest manifest =
        Manifest.builder()
            .tag(new PatientTag(List.of(typed), List.of("TEST")))
            .fileName(FILE)
            .mediaType("image/gif")
            .capturedAt(OffsetDateTime.parse("2000-01-01T00:00:00Z"))
            .content(PIXEL.length, Sha256.of(PIXEL))
            .deviceName("TEST")
            .build();
    StagedPhoto photo =
        StagedPhoto.of(
            new PhotoId(envelope, new PairingId(UUID.randomUUID())), "TEST", manifest, file);
    for (String label : filing.files().companions()) {
      photo = photo.withCompanion(new CompanionFile(label, "gif", file));
    }
    String sink = filing.files().path().map(WorkstationPath::sink).orElse("folders");
    return photo.withReferences(List.of(new SinkReference(sink, "TEST/" + FILE)));
  }
}
