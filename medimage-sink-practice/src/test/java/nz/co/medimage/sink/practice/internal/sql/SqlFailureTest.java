package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import nz.co.medimage.sink.practice.internal.sql.SqlFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqlFailureTest {

  @ParameterizedTest
  @CsvSource({
    "22001, BAD_VALUE",
    "23000, CONSTRAINT",
    "23505, CONSTRAINT",
    "44000, CONSTRAINT",
    "28P01, SETUP",
    "42P01, SETUP",
    "0A000, SETUP",
    "08006, NOT_NOW",
    "57P01, NOT_NOW",
    "53300, NOT_NOW",
    "40001, NOT_NOW",
    "58030, NOT_NOW",
    "HYT00, NOT_NOW",
    "S0001, NOT_NOW",
    "S0002, SETUP",
    "25006, NOT_NOW",
    "4, NOT_NOW",
    ", NOT_NOW"
  })
  void kindIsToldByTheClassOfTheState(String state, Kind kind) {
    assertEquals(kind, SqlFailure.kind(new SQLException("x", state, 335544665)));
  }

  @Test
  void firstStateIsFoundAmongThoseThatFollowAndCauses() {
    SQLException outer = new SQLException("pool", new SQLException("inner", "28000"));
    assertEquals(Kind.SETUP, SqlFailure.kind(outer));
    BatchUpdateException batch = new BatchUpdateException();
    batch.setNextException(new SQLException("x", "23505"));
    assertEquals(Kind.CONSTRAINT, SqlFailure.kind(batch));
    SQLException circle = new SQLException("a");
    circle.initCause(new SQLException("b", circle));
    assertEquals(Kind.NOT_NOW, SqlFailure.kind(circle));
  }

  @Test
  void sentencesQuoteNothingOfTheDriver() {
    String sentence =
        SqlFailure.notNow("photo.insert", new SQLException("ZAC5361", "42703", 7)).getMessage();
    assertFalse(sentence.contains("ZAC5361"));
    assertEquals(
        "The practice's database refuses the statement of photo.insert (SQLState 42703, code 7):"
            + " check its tables, columns and syntax, and the rights of the user.",
        sentence);
  }
}
