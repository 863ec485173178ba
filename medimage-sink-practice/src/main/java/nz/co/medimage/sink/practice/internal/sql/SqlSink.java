package nz.co.medimage.sink.practice.internal.sql;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import nz.co.medimage.sink.practice.internal.profile.PhotoFiles.PhotoFile;
import nz.co.medimage.sink.practice.internal.profile.PhotoPatient;
import nz.co.medimage.sink.practice.internal.profile.Profile;
import nz.co.medimage.sink.practice.internal.profile.ProfileValues;
import nz.co.medimage.sink.practice.internal.sql.SqlFiling.How;
import org.jspecify.annotations.Nullable;

/** Files photos in the practice's database. */
public final class SqlSink implements Sink, SelfTest {
  private final String id;
  private final Clock clock;
  private final ProfileValues values;
  private final PracticeDatabase database;
  private final @Nullable SqlLookup lookup;
  private final SqlFiling filing;
  private final Optional<String> test;

  private SqlSink(AddOnContext context, Profile profile) throws IOException {
    id = context.id();
    clock = context.clock();
    values = profile.values();
    filing = SqlFiling.of(profile.root().node("photo"));
    database = PracticeDatabase.of(profile);
    lookup = SqlLookup.of(profile, database, clock).orElse(null);
    test = profile.root().find("test");
  }

  /**
   * Makes it of a profile; opens nothing.
   *
   * @throws IOException with one sentence if the profile is wrong
   */
  public static SqlSink of(AddOnContext context, Profile profile) throws IOException {
    return new SqlSink(context, profile);
  }

  @Override
  public String id() {
    return id;
  }

  /** Finds the driver; the database may be away. */
  @Override
  public void start() throws IOException {
    database.open();
  }

  @Override
  public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
    return file(photo, How.ONCE);
  }

  @Override
  public SinkReference settle(StagedPhoto photo, boolean isFiled)
      throws IOException, PhotoRejectedException {
    return isFiled ? new SinkReference(id, "") : file(photo, How.MISSING);
  }

  /**
   * A photo that is filed stays so, also if it could not be filed now: its patient may have left.
   */
  private SinkReference file(StagedPhoto photo, How how)
      throws IOException, PhotoRejectedException {
    PhotoFacts facts = PhotoFacts.of(photo, PhotoPatient.typed(photo, lookup), values, clock);
    Optional<String> filed = database.run(session -> filing.filedBefore(session, facts));
    if (filed.isPresent()) {
      return new SinkReference(id, filed.get());
    }
    List<PhotoFile> files = files(photo, PhotoPatient.of(photo, lookup));
    return new SinkReference(id, database.run(session -> filing.file(session, files, how)));
  }

  /** The files of a photo of a patient, with all that is known of each. */
  List<PhotoFile> files(StagedPhoto photo, String patient) throws IOException {
    String typed = PhotoPatient.typed(photo, lookup);
    PhotoFacts facts = PhotoFacts.of(photo, typed, values, clock).with("patient", patient);
    return filing.files().of(photo, facts);
  }

  @Override
  public List<Finding> test(Optional<String> patient) {
    return new SqlSelfTest(database, lookup, test).sink(patient, this, filing);
  }

  @Override
  public void close() throws IOException {
    database.close();
  }
}
