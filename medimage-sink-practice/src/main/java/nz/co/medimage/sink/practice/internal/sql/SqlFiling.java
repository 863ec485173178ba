package nz.co.medimage.sink.practice.internal.sql;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import nz.co.medimage.sink.practice.internal.profile.PhotoFiles;
import nz.co.medimage.sink.practice.internal.profile.PhotoFiles.PhotoFile;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import org.jspecify.annotations.Nullable;

/**
 * Files a photo by the statements of a profile, in one transaction with what recognises a repeat:
 * its section {@code photo}. Immutable.
 */
final class SqlFiling {
  private static final String INSERT = "insert";
  private static final int ATTEMPTS = 4;

  private final List<SqlStatement> inserts;
  private final Once once;
  private final PhotoFiles files;
  private final @Nullable SqlStatement referenceQuery;
  private final @Nullable String generatedKey;

  /** How to file. */
  enum How {
    ONCE,
    /** A person says that it is not there. */
    MISSING,
    /** Rolled back at the end. */
    DRY
  }

  private SqlFiling(ProfileNode photo) throws IOException {
    files = PhotoFiles.read(photo);
    once = Once.read(photo);
    Set<String> names = new HashSet<>(PhotoFacts.NAMES);
    if (files.path().isEmpty()) {
      names.remove("path");
    }
    ProfileNode reference = photo.findNode("reference").orElse(null);
    generatedKey = reference == null ? null : reference.find("generated-key").orElse(null);
    referenceQuery =
        reference != null && reference.has("query")
            ? SqlStatement.of(reference, "query", reference.template("query"), names)
            : null;
    if (reference != null) {
      reference.done();
      checkReference(photo);
    }
    names.add(SqlStatement.CONTENT);
    inserts = inserts(photo, names);
    photo.done();
  }

  private void checkReference(ProfileNode photo) throws IOException {
    if (once instanceof Once.Column) {
      throw photo.fail("reference", "is what photo.once.column-query returns; remove this key");
    }
    if ((generatedKey == null) == (referenceQuery == null)) {
      throw photo.fail("reference", "needs either query or generated-key");
    }
  }

  private static List<SqlStatement> inserts(ProfileNode photo, Set<String> names)
      throws IOException {
    List<SqlStatement> inserts = new ArrayList<>();
    Object raw = photo.json(INSERT).orElseThrow(() -> photo.fail(INSERT, "is missing"));
    for (Object each : raw instanceof List<?> list ? list : List.of(raw)) {
      if (!(each instanceof String text)) {
        throw photo.fail(INSERT, "must be a statement of SQL, or a list of them");
      }
      inserts.add(SqlStatement.of(photo, INSERT, text, names));
    }
    Set<String> used = new HashSet<>();
    inserts.forEach(each -> used.addAll(each.sql().names()));
    if (!used.contains("path") && !used.contains(SqlStatement.CONTENT)) {
      String fault =
          names.contains("path")
              ? "has neither :path nor :content, so the photo would not be filed"
              : "has no :content, nor :path, which needs the key photo.path";
      throw photo.fail(INSERT, fault);
    }
    if (!used.contains("patient")) {
      throw photo.fail(INSERT, "has no :patient, so the photo would be nobody's");
    }
    return List.copyOf(inserts);
  }

  /** Reads the section. */
  static SqlFiling of(ProfileNode photo) throws IOException {
    return new SqlFiling(photo);
  }

  /** Which files are filed. */
  PhotoFiles files() {
    return files;
  }

  Once once() {
    return once;
  }

  /**
   * Files a photo, or finds that it is filed.
   *
   * @param photo its files, at least one
   * @param how whether it may be there half
   * @return the reference
   * @throws OutcomeUnknownException if it may be there half
   */
  String file(SqlSession session, List<PhotoFile> photo, How how)
      throws IOException, PhotoRejectedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(session, photo, how);
      } catch (SQLException e) {
        String place = session.place();
        session.failed(e);
        session.rollback();
        if (SqlFailure.kind(e) != SqlFailure.Kind.CONSTRAINT || attempt == ATTEMPTS) {
          throw failed(place, e);
        }
        // The next attempt finds the photo if another program, or a late commit, has filed it. Or
        // two programs took one number, as with MAX(ID) + 1, and the next one is free.
      }
    }
  }

  /** The reference of a photo that is filed. */
  Optional<String> filedBefore(SqlSession session, PhotoFacts facts)
      throws IOException, PhotoRejectedException {
    try {
      return once.find(session, facts).filter(reference -> !reference.isEmpty());
    } catch (SQLException e) {
      String place = session.place();
      session.failed(e);
      throw failed(place, e);
    }
  }

  private String attempt(SqlSession session, List<PhotoFile> photo, How how)
      throws SQLException, IOException {
    PhotoFacts facts = photo.get(0).facts();
    Optional<String> filed = once.find(session, facts);
    if (filed.isPresent() && !filed.get().isEmpty()) {
      return filed.get();
    }
    if (filed.isEmpty()) {
      once.claim(session, facts);
    } else if (how != How.MISSING) {
      throw new OutcomeUnknownException(
          "The ledger has the photo without a reference, so the practice's database does not keep"
              + " transactions (on MySQL, all tables must be InnoDB), and the photo may be there or"
              + " not.");
    }
    Optional<String> key = insert(session, photo.get(0), generatedKey);
    for (PhotoFile companion : photo.subList(1, photo.size())) {
      insert(session, companion, null);
    }
    String reference = once.settle(session, facts, reference(session, facts, key));
    if (how != How.DRY) {
      session.at("photo.insert");
      session.commit();
    }
    return reference;
  }

  private Optional<String> insert(SqlSession session, PhotoFile file, @Nullable String key)
      throws SQLException, IOException {
    Optional<String> generated = Optional.empty();
    for (int i = 0; i < inserts.size(); i++) {
      String wanted = i == inserts.size() - 1 ? key : null;
      generated = session.change(inserts.get(i), file.facts(), file.file(), wanted);
    }
    return generated;
  }

  private String reference(SqlSession session, PhotoFacts facts, Optional<String> key)
      throws SQLException, IOException {
    String fallback = facts.find("path").or(() -> facts.find("photo")).orElse("").toString();
    if (referenceQuery != null) {
      Optional<String> found =
          session.query(
              referenceQuery,
              facts,
              rows -> rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty());
      return found.map(String::strip).orElse(fallback);
    }
    return key.orElse(fallback);
  }

  /** Only the practice's own tables can find fault with a photo. */
  private static IOException failed(String place, SQLException failure)
      throws PhotoRejectedException {
    SqlFailure.Kind kind = SqlFailure.kind(failure);
    boolean isPhoto = place.equals("photo." + INSERT);
    if (isPhoto && kind == SqlFailure.Kind.BAD_VALUE) {
      throw new PhotoRejectedException(
          "The practice's database does not take a value of this photo, which may be too long for"
              + " its column ("
              + SqlFailure.shown(failure)
              + ").");
    }
    if (isPhoto && kind == SqlFailure.Kind.CONSTRAINT) {
      throw new PhotoRejectedException(
          "A rule of the practice's database forbids this photo ("
              + SqlFailure.shown(failure)
              + ").");
    }
    return SqlFailure.notNow(place, failure);
  }
}
