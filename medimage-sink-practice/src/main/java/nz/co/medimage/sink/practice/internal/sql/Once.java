package nz.co.medimage.sink.practice.internal.sql;

import java.io.IOException;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import nz.co.medimage.api.TextCut;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;

/**
 * How a photo that was filed before is recognised, in the transaction that files it: by a query, or
 * by a table of our own.
 */
sealed interface Once {
  /** As much of a reference as a receiver keeps. */
  int LONGEST = 1000;

  /**
   * The reference of a photo that was filed; empty if it was not. An empty text if it was claimed
   * and not settled, which no database with transactions ever shows.
   */
  Optional<String> find(SqlSession session, PhotoFacts facts) throws SQLException, IOException;

  /** Claims the photo, before anything is filed: another transaction that does so waits. */
  void claim(SqlSession session, PhotoFacts facts) throws SQLException, IOException;

  /**
   * Notes that the photo is filed, before the commit.
   *
   * @param reference what the profile says of it
   * @return the reference to answer with, the same at each repeat
   */
  String settle(SqlSession session, PhotoFacts facts, String reference)
      throws SQLException, IOException;

  /** A sentence if two processes could file a photo at once; empty if all is well. */
  Optional<String> weakness(SqlSession session) throws SQLException, IOException;

  /** What a photo is recognised by: whatever else is known of it may differ at a repeat. */
  Set<String> KEYS = Set.of("photo", "photo-uuid");

  /** Reads the section {@code once} of the section {@code photo}. */
  static Once read(ProfileNode photo) throws IOException {
    ProfileNode node = photo.node("once");
    Optional<String> query = node.findTemplate("column-query");
    Optional<String> ledger = node.find("ledger");
    node.done();
    if (query.isPresent() == ledger.isPresent()) {
      throw photo.fail("once", "needs either column-query or ledger");
    }
    if (ledger.isPresent()) {
      return Ledger.of(node, ledger.get());
    }
    SqlStatement statement = SqlStatement.of(node, "column-query", query.get(), PhotoFacts.NAMES);
    if (KEYS.stream().noneMatch(statement::uses)) {
      throw node.fail(
          "column-query", "must ask for :photo or :photo_uuid, which no other photo has");
    }
    for (String name : statement.sql().names()) {
      if (PhotoFacts.NAMES.contains(name) && !KEYS.contains(name)) {
        throw node.fail(
            "column-query",
            "must not ask for :"
                + name.replace('-', '_')
                + ", which may differ at a repeat; :photo or :photo_uuid is enough");
      }
    }
    return new Column(statement);
  }

  /** A query that finds the row of a photo, by a column of the practice's own table. */
  record Column(SqlStatement query) implements Once {
    @Override
    public Optional<String> find(SqlSession session, PhotoFacts facts)
        throws SQLException, IOException {
      return session.query(
          query,
          facts,
          rows -> {
            if (!rows.next()) {
              return Optional.empty();
            }
            String text = rows.getString(1);
            boolean isNamed = text != null && !text.isBlank();
            return Optional.of(isNamed ? cut(text.strip()) : facts.find("photo").orElse("") + "");
          });
    }

    @Override
    public void claim(SqlSession session, PhotoFacts facts) {}

    @Override
    public String settle(SqlSession session, PhotoFacts facts, String reference)
        throws SQLException, IOException {
      return find(session, facts)
          .orElseThrow(
              () ->
                  new IOException(
                      query.place()
                          + " in the profile does not find what photo.insert has just inserted, so"
                          + " a repeat would file the photo twice. Nothing was filed."));
    }

    @Override
    public Optional<String> weakness(SqlSession session) {
      return Optional.of(
          "photo.once asks a column of the practice's table: a unique index on that column must"
              + " keep two programs from filing one photo at once.");
    }
  }

  /** A table of our own with one row for each photo, in the same transaction. */
  record Ledger(String table, SqlStatement select, SqlStatement insert, SqlStatement update)
      implements Once {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*){0,2}";

    static Ledger of(ProfileNode node, String table) throws IOException {
      if (!table.matches(NAME)) {
        throw node.fail("ledger", "must be the name of a table, such as MEDIMAGE_LEDGER");
      }
      Set<String> names = Set.of("photo", "now", "reference");
      return new Ledger(
          table,
          statement(node, "SELECT FILED_AS FROM " + table + " WHERE PHOTO = :photo", names),
          statement(
              node, "INSERT INTO " + table + " (PHOTO, FILED_AT) VALUES (:photo, :now)", names),
          statement(
              node, "UPDATE " + table + " SET FILED_AS = :reference WHERE PHOTO = :photo", names));
    }

    private static SqlStatement statement(ProfileNode node, String sql, Set<String> names)
        throws IOException {
      return SqlStatement.of(node, "ledger", sql, names);
    }

    @Override
    public Optional<String> find(SqlSession session, PhotoFacts facts)
        throws SQLException, IOException {
      return session.query(
          select,
          facts,
          rows -> {
            if (!rows.next()) {
              return Optional.empty();
            }
            String text = rows.getString(1);
            return Optional.of(text == null ? "" : text);
          });
    }

    @Override
    public void claim(SqlSession session, PhotoFacts facts) throws SQLException, IOException {
      session.change(insert, facts, null, null);
    }

    @Override
    public String settle(SqlSession session, PhotoFacts facts, String reference)
        throws SQLException, IOException {
      String kept = reference.isBlank() ? facts.find("photo").orElse("") + "" : cut(reference);
      session.change(update, facts.with("reference", kept), null, null);
      return kept;
    }

    @Override
    public Optional<String> weakness(SqlSession session) throws SQLException {
      return isUnique(session.connection().getMetaData())
          ? Optional.empty()
          : Optional.of(
              "The column PHOTO of "
                  + table
                  + " seems to have no unique index: make it the primary key, or two programs could"
                  + " file one photo at once.");
    }

    private boolean isUnique(DatabaseMetaData data) throws SQLException {
      String name = table.substring(table.lastIndexOf('.') + 1);
      for (String each :
          List.of(name, name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))) {
        Set<String> several = new TreeSet<>();
        Set<String> unique = new TreeSet<>();
        try (ResultSet rows = data.getIndexInfo(null, null, each, true, true)) {
          while (rows.next()) {
            String index = rows.getString("INDEX_NAME");
            String column = rows.getString("COLUMN_NAME");
            if (index != null && column != null) {
              boolean isPhoto = column.replace("\"", "").equalsIgnoreCase("PHOTO");
              (isPhoto ? unique : several).add(index);
            }
          }
        }
        unique.removeAll(several);
        if (!unique.isEmpty()) {
          return true;
        }
      }
      return false;
    }
  }

  private static String cut(String reference) {
    return reference.length() <= LONGEST ? reference : TextCut.head(reference, LONGEST);
  }
}
