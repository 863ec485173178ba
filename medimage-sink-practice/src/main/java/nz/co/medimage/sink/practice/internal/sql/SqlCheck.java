package nz.co.medimage.sink.practice.internal.sql;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.sink.practice.internal.profile.Profile;

/** Looks patients up in the practice's database. */
public final class SqlCheck implements PatientCheck, SelfTest {
  private final String id;
  private final PracticeDatabase database;
  private final SqlLookup lookup;
  private final Optional<String> test;

  private SqlCheck(AddOnContext context, Profile profile) throws IOException {
    id = context.id();
    database = PracticeDatabase.of(profile);
    lookup =
        SqlLookup.of(profile, database, context.clock())
            .orElseThrow(() -> profile.root().fail("patient", "is missing"));
    test = profile.root().find("test");
  }

  /**
   * Makes it of a profile; opens nothing.
   *
   * @throws IOException with one sentence if the profile is wrong
   */
  public static SqlCheck of(AddOnContext context, Profile profile) throws IOException {
    return new SqlCheck(context, profile);
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
  public PatientMatch find(PatientQuery query) throws IOException {
    return lookUp(query.typedId());
  }

  PatientMatch lookUp(String typedId) throws IOException {
    return lookup.find(typedId);
  }

  @Override
  public List<Finding> test(Optional<String> patient) {
    return new SqlSelfTest(database, lookup, test).check(patient);
  }

  @Override
  public void close() throws IOException {
    database.close();
  }
}
