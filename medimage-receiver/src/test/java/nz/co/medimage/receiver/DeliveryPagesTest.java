package nz.co.medimage.receiver;

import static nz.co.medimage.receiver.LedgerFixture.AT;
import static nz.co.medimage.receiver.LedgerFixture.PHONE;
import static nz.co.medimage.receiver.LedgerFixture.delivered;
import static nz.co.medimage.receiver.LedgerFixture.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.store.SqliteFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page of deliveries costs, and shows, beside very much that it does not show. */
class DeliveryPagesTest {
  private static final int PAGE = 10;

  @TempDir Path home;
  private final List<PhotoId> lookedAt = new ArrayList<>();
  private final List<String> damaged = new ArrayList<>();
  private ReceiverState state;
  private Deliveries deliveries;

  @BeforeEach
  void open() throws IOException {
    state = new ReceiverState(home, null);
    state.startLedger(damaged::add);
    deliveries =
        new Deliveries(
            state,
            photo -> {
              lookedAt.add(photo);
              return "waits";
            },
            sink -> WaitingNote.NOTHING,
            damaged::add);
  }

  @AfterEach
  void close() throws IOException {
    state.ledger().close();
  }

  private static EnvelopeId minute(int n) {
    return id(AT.plusSeconds(60L * n), n);
  }

  private void waits(int n) throws IOException {
    PhotoId photo = new PhotoId(minute(n), PHONE);
    Path file =
        HeldEnvelope.in(state.inbox(), photo, 1, "direct", HeldEnvelope.Begun.WHILE_PAIRED).file();
    Files.write(file, new byte[1]);
  }

  private void isDelivered(int n) throws IOException {
    state.ledger().write(delivered(minute(n), AT));
  }

  private List<EnvelopeId> page(Optional<PhotoId> before) throws IOException {
    return deliveries.page(before, PAGE).stream().map(record -> record.id().envelope()).toList();
  }

  @Test
  void noMoreOfTheInboxIsLookedAtThanIsShown() throws Exception {
    for (int n = 0; n < 300; n++) {
      waits(n);
    }

    List<EnvelopeId> newest = page(Optional.empty());

    assertEquals(List.of(minute(299), minute(298)), newest.subList(0, 2));
    assertEquals(PAGE, newest.size());
    assertEquals(PAGE, lookedAt.size());
  }

  @Test
  void nothingOfAnInboxOlderThanThePageIsLookedAt() throws Exception {
    for (int n = 0; n < 50; n++) {
      waits(n);
      isDelivered(100 + n);
    }

    assertEquals(minute(149), page(Optional.empty()).get(0));
    assertEquals(List.of(), lookedAt);
  }

  @Test
  void pagesShowEachPhotoOnceWhereverItLies() throws Exception {
    List<EnvelopeId> newestFirst = new ArrayList<>();
    for (int n = 0; n < 57; n++) {
      if (n % 3 == 0) {
        isDelivered(n);
      } else {
        waits(n);
      }
      newestFirst.add(0, minute(n));
    }

    List<EnvelopeId> paged = new ArrayList<>();
    Optional<PhotoId> before = Optional.empty();
    List<EnvelopeId> page = page(before);
    while (!page.isEmpty()) {
      paged.addAll(page);
      before = Optional.of(new PhotoId(page.get(page.size() - 1), PHONE));
      page = page(before);
    }

    assertEquals(newestFirst, paged);
  }

  @Test
  void damagedEntriesMakeNoPageShorterAndHideNothing() throws Exception {
    for (int n = 0; n < 40; n++) {
      isDelivered(100 + n);
    }
    waits(1);
    close();
    try (SqliteFile file = SqliteFile.open(home.resolve("ledger.db"), LedgerTable.SCHEMA)) {
      int unused =
          file.write(
              sql ->
                  sql.update(
                      "UPDATE entry SET filed = '[' WHERE id IN"
                          + " (SELECT id FROM entry ORDER BY id DESC LIMIT 15)"));
    }
    open();

    List<EnvelopeId> newest = page(Optional.empty());

    assertEquals(minute(124), newest.get(0));
    assertEquals(minute(115), newest.get(PAGE - 1));
    assertEquals(15, damaged.size());
  }

  /** SQLite goes along the table itself, and reads no more of it than the page has. */
  @Test
  void noPageIsSorted() throws Exception {
    close();
    try (SqliteFile file = SqliteFile.open(home.resolve("ledger.db"), LedgerTable.SCHEMA)) {
      List<String> plan =
          file.read(
              sql ->
                  sql.list(
                      "EXPLAIN QUERY PLAN " + LedgerTable.PAGE,
                      row -> row.getString("detail"),
                      new byte[1],
                      PAGE));
      assertTrue(plan.get(0).contains("PRIMARY KEY (id<?)"), plan.toString());
      assertTrue(plan.stream().noneMatch(step -> step.contains("TEMP B-TREE")), plan.toString());
    }
  }

  @Test
  void onePhotoIsFoundByItsEnvelope() throws Exception {
    isDelivered(1);
    isDelivered(2);
    waits(3);

    assertEquals(minute(2), deliveries.ofEnvelope(minute(2)).get(0).id().envelope());
    assertEquals("waits", deliveries.ofEnvelope(minute(3)).get(0).detail());
    assertEquals(List.of(), deliveries.ofEnvelope(minute(4)));
  }
}
