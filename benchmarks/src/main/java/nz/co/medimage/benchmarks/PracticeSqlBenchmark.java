package nz.co.medimage.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.practice.PracticeSinkProvider;

/**
 * How many photos a second the practice sink files in PostgreSQL, one after the other as its queue
 * does, beside the same rows inserted by plain JDBC with one commit each. Arguments: a JDBC URL
 * with user and password, of a database whose tables named {@code medimage_bench_...} are replaced;
 * how many photos, 200 by default.
 */
public final class PracticeSqlBenchmark {
  private static final int ROUNDS = 5;
  private static final int SIZE = 2_000_000;
  private static final String INSERT =
      "INSERT INTO medimage_bench_photos (patient, path, title, taken, content) VALUES ";

  private final String url;
  private final int photos;
  private final Path folder;
  private final Path file;

  private PracticeSqlBenchmark(String url, int photos) throws IOException {
    this.url = url;
    this.photos = photos;
    folder = Files.createTempDirectory("practice-benchmark");
    file = Files.write(folder.resolve("photo.jpg"), new byte[SIZE]);
  }

  /** Measures. */
  public static void main(String[] args) throws Exception {
    int photos = args.length > 1 ? Integer.parseInt(args[1]) : 200;
    new PracticeSqlBenchmark(args[0], photos).run();
  }

  private void run() throws Exception {
    for (boolean isContent : new boolean[] {false, true}) {
      List<Double> sinks = new ArrayList<>();
      List<Double> plain = new ArrayList<>();
      for (int round = 0; round <= ROUNDS; round++) {
        createTables();
        double sink = sink(isContent);
        double jdbc = plain(isContent);
        if (round > 0) { // the first warms up
          sinks.add(sink);
          plain.add(jdbc);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%s: sink %s photos/s, plain JDBC %s rows/s, ratio of medians %.2f%n",
          isContent ? "2 MB photo in the row" : "path in the row",
          shown(sinks),
          shown(plain),
          median(sinks) / median(plain));
    }
  }

  private static String shown(List<Double> values) {
    return String.format(
        Locale.ROOT,
        "%.0f (%.0f to %.0f)",
        median(values),
        Collections.min(values),
        Collections.max(values));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private void createTables() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "DROP TABLE IF EXISTS medimage_bench_photos, medimage_bench_patients,"
                  + " medimage_bench_ledger",
              "CREATE TABLE medimage_bench_patients (id INTEGER PRIMARY KEY, nhi VARCHAR(10))",
              "CREATE INDEX ON medimage_bench_patients (nhi)",
              "INSERT INTO medimage_bench_patients SELECT i, 'P' || i FROM generate_series(1, 10000) i",
              "CREATE TABLE medimage_bench_photos (id SERIAL PRIMARY KEY, patient INTEGER NOT NULL"
                  + " REFERENCES medimage_bench_patients (id), path VARCHAR(255), title VARCHAR(60),"
                  + " taken TIMESTAMP, content BYTEA)",
              "CREATE TABLE medimage_bench_ledger (photo VARCHAR(100) PRIMARY KEY,"
                  + " filed_as VARCHAR(1000), filed_at TIMESTAMP)")) {
        statement.execute(sql);
      }
    }
  }

  private double sink(boolean isContent) throws Exception {
    Path profile =
        Files.writeString(
            folder.resolve("profile.json"),
            """
            {"kind": "sql", "connection": {"url": "%s"},
             "patient": {"query": "SELECT id, nhi FROM medimage_bench_patients WHERE nhi = :id",
               "match": "nhi"},
             "photo": {"path": {"root": "M:\\\\photos"},
               "insert": "%s (:patient, :path, :title, :captured, %s)",
               "once": {"ledger": "medimage_bench_ledger"}}}
            """
                .formatted(url, INSERT, isContent ? ":content" : "NULL"));
    List<StagedPhoto> all = new ArrayList<>();
    for (int i = 1; i <= photos; i++) {
      all.add(photo(i));
    }
    try (Sink sink = new PracticeSinkProvider().create(new Context(profile))) {
      sink.start();
      long start = System.nanoTime();
      for (StagedPhoto photo : all) {
        sink.write(photo);
      }
      return perSecond(start);
    }
  }

  private StagedPhoto photo(int number) throws IOException {
    PhotoId id =
        new PhotoId(
            EnvelopeId.create(Clock.systemUTC(), new Random()), new PairingId(UUID.randomUUID()));
    Manifest manifest =
        Manifest.builder()
            .tag(PatientTag.parse("#P" + number + " arm"))
            .fileName("arm.jpg")
            .mediaType("image/jpeg")
            .capturedAt(OffsetDateTime.now())
            .content(SIZE, Sha256.of(file))
            .deviceName("phone")
            .build();
    SinkReference filed = new SinkReference("folders", "P" + number + "/arm.jpg");
    return StagedPhoto.of(id, "phone", manifest, file).withReferences(List.of(filed));
  }

  private double plain(boolean isContent) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement insert = connection.prepareStatement(INSERT + "(?, ?, ?, ?, ?)")) {
      connection.setAutoCommit(false);
      long start = System.nanoTime();
      for (int i = 1; i <= photos; i++) {
        insert.setInt(1, i);
        insert.setString(2, "M:\\photos\\P" + i + "\\arm.jpg");
        insert.setString(3, "arm");
        insert.setTimestamp(4, new Timestamp(System.currentTimeMillis()));
        try (InputStream in = Files.newInputStream(file)) {
          if (isContent) {
            insert.setBinaryStream(5, in, SIZE);
          } else {
            insert.setNull(5, Types.BINARY);
          }
          insert.execute();
        }
        connection.commit();
      }
      return perSecond(start);
    }
  }

  private double perSecond(long start) {
    return photos / ((System.nanoTime() - start) / 1e9);
  }

  /** What a receiver would give the sink. */
  private record Context(Path profile) implements AddOnContext {
    @Override
    public String id() {
      return "practice";
    }

    @Override
    public Settings settings() {
      return Settings.of(
          new PracticeSinkProvider().settings(),
          Map.of("profile", profile.toString()),
          profile.getParent());
    }

    @Override
    public Path stateFolder() {
      return profile.getParent();
    }

    @Override
    public Secrets secrets() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Clock clock() {
      return Clock.systemUTC();
    }

    @Override
    public String hostName() {
      return "benchmark";
    }

    @Override
    public void problem(String sentence) {
      System.out.println(sentence);
    }
  }
}
