package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class NamedSqlProperties {

  /** A part of a statement, what it becomes, and the name in it. */
  private record Part(String sql, String text, String name) {}

  @Property(tries = 500)
  void anyTextIsReadOrRefused(@ForAll String sql) {
    try {
      NamedSql parsed = NamedSql.parse(sql);
      assertTrue(parsed.names().size() <= sql.length());
    } catch (IllegalArgumentException e) {
      assertFalse(e.getMessage().isEmpty());
    }
  }

  @Property(tries = 500)
  void namesOutsideQuotesAreParametersAndNothingElseIs(@ForAll("parts") List<Part> parts) {
    StringBuilder sql = new StringBuilder();
    StringBuilder text = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (Part part : parts) {
      sql.append(part.sql()).append(' ');
      text.append(part.text()).append(' ');
      if (!part.name().isEmpty()) {
        names.add(part.name());
      }
    }
    NamedSql parsed = NamedSql.parse(sql.toString());
    assertEquals(text.toString(), parsed.text());
    assertEquals(names, parsed.names());
  }

  @Provide
  Arbitrary<List<Part>> parts() {
    Arbitrary<String> inner =
        Arbitraries.strings().withChars(":?[]$-/*\"`;()abcXYZ_0 ").ofMaxLength(12);
    Arbitrary<Part> literals =
        inner.map(text -> "'" + text + "''" + text + "'").map(text -> new Part(text, text, ""));
    Arbitrary<Part> quoted =
        inner
            .map(text -> "\"" + text.replace("\"", "\"\"") + "x\"")
            .map(text -> new Part(text, text, ""));
    Arbitrary<Part> comments =
        inner.map(text -> "--" + text + "\n").map(text -> new Part(text, text, ""));
    Arbitrary<Part> names =
        Arbitraries.of("id", "patient", "media_type", "sha256")
            .map(name -> new Part(":" + name, "?", name.replace('_', '-')));
    Arbitrary<Part> plain =
        Arbitraries.of("SELECT", "x::text", "y := 1", "(", ",", "RDB$DATABASE", "a[1:2]", "??")
            .map(text -> new Part(text, text, ""));
    return Arbitraries.oneOf(literals, quoted, comments, names, plain).list().ofMaxSize(12);
  }
}
