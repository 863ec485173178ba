package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NamedSqlTest {
  private static void assertParsed(String text, List<String> names, String sql) {
    NamedSql parsed = NamedSql.parse(sql);
    assertEquals(text, parsed.text());
    assertEquals(names, parsed.names());
  }

  @Test
  void namesBecomeParametersInTheirOrder() {
    assertParsed(
        "INSERT INTO a VALUES (?, ?,?)",
        List.of("patient", "media-type", "patient"),
        "INSERT INTO a VALUES (:patient, :media_type,:patient)");
  }

  @Test
  void literalsQuotedNamesAndCommentsStay() {
    String sql =
        "SELECT ':a' || 'it''s :b', \":c\", `:d`, [x :e] -- :f\n/* :g ' */, $$ :h ' $$, $t$ :i $t$";
    assertParsed(sql, List.of(), sql);
  }

  @Test
  void castsAssignmentsAndSlicesStay() {
    String sql = "SELECT a::text, b := 1, c[1:2], RDB$DATABASE ?? 'x'";
    assertParsed(sql, List.of(), sql);
    assertParsed("SELECT ?::text, ?", List.of("a", "b"), "SELECT :a::text, :b");
  }

  @Test
  void whatDatabasesReadDifferentlyIsRefused() {
    for (String sql :
        List.of(
            "SELECT 'a\\' :b, '",
            "SELECT ?",
            "SELECT 'a",
            "SELECT /* a",
            "SELECT /* /* */ */",
            "SELECT $t$ a",
            "SELECT \"a",
            "SELECT '\\'")) {
      assertThrows(IllegalArgumentException.class, () -> NamedSql.parse(sql), sql);
    }
  }

  @Test
  void kindIsTheFirstWord() {
    assertTrue(NamedSql.parse("  insert into a").begins("INSERT"));
    assertFalse(NamedSql.parse("INSERTED").begins("INSERT"));
  }
}
