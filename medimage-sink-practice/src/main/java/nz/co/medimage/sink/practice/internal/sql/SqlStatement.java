package nz.co.medimage.sink.practice.internal.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import nz.co.medimage.api.NearestWord;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a profile, whose names are known, and the key where it stands. Immutable.
 *
 * @param place such as {@code photo.insert}
 */
record SqlStatement(String place, NamedSql sql) {
  /** The photo itself. */
  static final String CONTENT = "content";

  private static final List<String> CHANGES =
      List.of("UPDATE", "MERGE", "REPLACE", "UPSERT", "WITH");

  /**
   * Reads a statement of a profile.
   *
   * @param allowed the names that it may use beside the profile's values, in the profile's form
   * @throws IOException with one sentence if it uses another, or cannot be read
   */
  static SqlStatement of(ProfileNode node, String key, String text, Set<String> allowed)
      throws IOException {
    String place = node.place().isEmpty() ? key : node.place() + "." + key;
    NamedSql sql;
    try {
      sql = NamedSql.parse(text);
    } catch (IllegalArgumentException e) {
      throw node.fail(key, String.valueOf(e.getMessage()));
    }
    if (sql.text().isBlank()) {
      throw node.fail(key, "is empty");
    }
    if (sql.names().stream().filter(CONTENT::equals).count() > 1) {
      throw node.fail(key, "uses :content twice; a photo is sent once");
    }
    Set<String> known = new TreeSet<>(allowed);
    known.addAll(node.values().names());
    for (String name : sql.names()) {
      if (!known.contains(name)) {
        String nearest =
            NearestWord.of(name, known)
                .map(word -> "; did you mean :" + word.replace('-', '_') + "?")
                .orElse("");
        throw node.fail(key, "there is no value :" + name.replace('-', '_') + nearest);
      }
    }
    return new SqlStatement(place, sql);
  }

  boolean uses(String name) {
    return sql.names().contains(name);
  }

  /**
   * Whether it has failed if it changes no row: an INSERT, or another statement that has the photo.
   */
  boolean mustChange() {
    boolean hasPhoto = uses(CONTENT) || uses("path") || uses("reference");
    return sql.begins("INSERT") || (hasPhoto && CHANGES.stream().anyMatch(sql::begins));
  }

  /**
   * Binds the values of one file.
   *
   * @param content the file for {@code :content}
   * @return the open content, which the caller closes after the statement has run
   */
  Optional<InputStream> bind(PreparedStatement statement, PhotoFacts facts, @Nullable Path content)
      throws SQLException, IOException {
    InputStream open = null;
    boolean done = false;
    try {
      int index = 0;
      for (String name : sql.names()) {
        index++;
        if (name.equals(CONTENT) && content != null) {
          open = Files.newInputStream(content);
          bindStream(statement, index, open, Files.size(content));
        } else {
          bind(statement, index, facts.find(name).orElse(""));
        }
      }
      done = true;
      return Optional.ofNullable(open);
    } finally {
      if (!done && open != null) {
        open.close();
      }
    }
  }

  private static void bind(PreparedStatement statement, int index, Object value)
      throws SQLException {
    if (value instanceof Long number) {
      statement.setLong(index, number);
    } else if (value instanceof OffsetDateTime time) {
      statement.setTimestamp(index, Timestamp.from(time.toInstant()));
    } else {
      statement.setString(index, value.toString());
    }
  }

  /** The older method where it is enough: older drivers have no other. */
  private static void bindStream(
      PreparedStatement statement, int index, InputStream in, long length) throws SQLException {
    if (length <= Integer.MAX_VALUE) {
      statement.setBinaryStream(index, in, (int) length);
    } else {
      statement.setBinaryStream(index, in, length);
    }
  }
}
