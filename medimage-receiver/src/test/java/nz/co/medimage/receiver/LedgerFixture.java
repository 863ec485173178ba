package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/** Ledgers without a receiver, and entries for them. */
final class LedgerFixture {
  static final PairingId PHONE = new PairingId(new UUID(1, 2));
  static final Instant AT = Instant.parse("2026-03-01T10:15:30.123Z");

  private LedgerFixture() {}

  static Ledger ledger(Path home) throws IOException {
    return new Ledger(
        home.resolve("ledger.db"),
        new LedgerFolder(home.resolve("ledger")),
        new Pairings(SecretStore.open(home.resolve("keys"))));
  }

  /** The id of a time; the same for the same time and number. */
  static EnvelopeId id(Instant time, int number) {
    return EnvelopeId.create(Clock.fixed(time, ZoneOffset.UTC), new Random(number));
  }

  static LedgerEntry delivered(EnvelopeId id, Instant at) {
    List<SinkReference> filed =
        List.of(new SinkReference("folders", "ZAC5361/2026-03-01 arm " + id + ".jpg"));
    return LedgerEntry.of(
        Receipt.delivered(id, at, filed), PHONE, "Pixel 9", 3_000_000, "5a".repeat(32));
  }
}
