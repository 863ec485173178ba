package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.store.Sql;
import nz.co.medimage.store.SqliteFile;

/**
 * Forgets photos that were sealed and filed five years ago; a day more, for clocks that differ. A
 * phone whose clock is years behind may still repeat what it has just sent, and a copy that is owed
 * needs to know what was filed.
 */
final class Pruning {
  private static final int YEARS = 5;

  private Pruning() {}

  static void forgetOld(SqliteFile file, Instant now) throws IOException {
    Optional<PhotoId> latest = file.read(sql -> latestAgreed(sql, now));
    if (latest.isPresent()) {
      Instant seen = latest.get().envelope().createdAt();
      LocalDate oldest = LocalDate.ofInstant(seen, ZoneOffset.UTC).minusYears(YEARS).minusDays(1);
      long millis = oldest.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
      file.write(
          sql ->
              sql.update(
                  "DELETE FROM filed WHERE id < ? AND at < ? AND id NOT IN (SELECT id FROM placing)",
                  firstIdOf(millis),
                  millis));
    }
  }

  /**
   * Of the latest time that this computer's clock has reached and that photos of two pairings bear,
   * or of one if there is no other: a clock that is years ahead, here or on one phone, must not
   * have all forgotten.
   */
  private static Optional<PhotoId> latestAgreed(Sql sql, Instant now) throws SQLException {
    byte[] end = firstIdOf(now.toEpochMilli() + 1);
    Optional<PhotoId> newest =
        sql.first(
            "SELECT id FROM filed WHERE id < ? ORDER BY id DESC LIMIT 1",
            row -> PhotoId.ofBytes(row.getBytes(1)),
            end);
    if (newest.isEmpty()) {
      return newest;
    }
    return sql.first(
            "SELECT id FROM filed WHERE id < ? AND substr(id, 17) <> ? ORDER BY id DESC LIMIT 1",
            row -> PhotoId.ofBytes(row.getBytes(1)),
            end,
            newest.get().pairing().toBytes())
        .or(() -> newest);
  }

  /** An envelope's id begins with the time at which it was sealed. */
  private static byte[] firstIdOf(long millis) {
    return ByteBuffer.allocate(Long.BYTES).putLong(millis << 16).array();
  }
}
