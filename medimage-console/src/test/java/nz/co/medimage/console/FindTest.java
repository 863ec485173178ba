package nz.co.medimage.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.WhenUnavailable;
import nz.co.medimage.sender.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the list shows when somebody looks for a photo. */
@Timeout(180)
final class FindTest {
  @TempDir Path folder;
  private Practice practice;
  private final List<Sender> phones = new ArrayList<>();

  /** Ana's phone sends one photo that is filed and one that is held, Ben's one that is filed. */
  @BeforeEach
  void open() throws IOException {
    PatientCheck check =
        new PatientCheck() {
          @Override
          public String id() {
            return "list";
          }

          @Override
          public PatientMatch find(PatientQuery query) {
            return query.typedId().equals("ZZZ0016")
                ? PatientMatch.unknown()
                : PatientMatch.found("7");
          }
        };
    practice =
        Practice.open(
            folder, console -> {}, receiver -> receiver.patientCheck(check, WhenUnavailable.WAIT));
    Practice.send(phone("Ana"), folder, "#ZAC5361 arm", 1);
    Practice.send(phones.get(0), folder, "#ZZZ0016 leg", 2);
    Practice.send(phone("Ben"), folder, "#ZBN6672 arm", 3);
  }

  @AfterEach
  void close() throws IOException {
    for (Sender phone : phones) {
      phone.close();
    }
    practice.close();
  }

  private Sender phone(String name) throws IOException {
    String code = practice.receiver().offerPairing().code();
    phones.add(practice.phone(folder.resolve(name), name, code));
    return phones.get(phones.size() - 1);
  }

  private List<String> found(String form) throws IOException {
    RawHttp.Answer answer = practice.http().post("/parts/photos", form);
    assertEquals(200, answer.status());
    return Pattern.compile("href=\"/photos/[^>]*>([^<]*)<")
        .matcher(answer.body())
        .results()
        .map(each -> each.group(1).replaceAll("[/-].*", ""))
        .toList();
  }

  private String filed(String form) throws IOException {
    return String.join(" ", found(form));
  }

  @Test
  void photosAreFoundByStateAndPhoneAndPatient() throws IOException {
    assertEquals(3, found("").size());
    assertEquals("ZBN6672 ZAC5361", filed("show=delivered"));
    assertEquals(1, found("show=held").size());
    assertEquals(1, found("show=needs").size());
    assertEquals(0, found("show=rejected").size());
    assertEquals("ZBN6672", filed("phone=Ben"));
    assertEquals("ZAC5361", filed("phone=Ana&show=delivered"));
    assertEquals("ZAC5361", filed("text=%23zac53"));
    assertEquals("ZBN6672", filed("text=ben"));
    assertEquals(1, found("text=ZZZ0016").size(), "a held one by what was typed on the phone");
    assertEquals(0, found("text=ZZZ0016&show=delivered").size());
    assertTrue(practice.http().post("/parts/photos", "text=x1").body().contains("No photos match"));
  }

  @Test
  void rowIsShownOnlyWhereItIsWanted() throws IOException {
    DeliveryRecord newest = practice.receiver().deliveries(1).get(0);
    String row = "/photos/" + newest.id() + "/row";
    assertEquals(200, practice.http().post(row, "").status());
    assertEquals(200, practice.http().post(row, "phone=Ben&text=zbn").status());
    assertEquals(204, practice.http().post(row, "phone=Ana").status());
    String other =
        "/photos/" + phones.get(0).pairings().size() + newest.id().toString().substring(1);
    assertEquals(204, practice.http().post(other + "/row", "").status());
  }

  @Test
  void listThatIsReadAgainHasAsManyRows() throws IOException {
    for (int i = 0; i < 57; i++) {
      Practice.send(phones.get(1), folder, "#ZBN6672 arm", 100 + i);
    }
    List<DeliveryRecord> all = practice.receiver().deliveries(100);
    assertEquals(50, found("").size());
    assertEquals(60, found("through=" + all.get(59).id()).size());
    assertEquals(60, found("through=" + all.get(52).id() + "&show=all").size());
    assertEquals(57 + 1, found("through=" + all.get(59).id() + "&phone=Ben").size());
    assertEquals(10, found("before=" + all.get(49).id()).size());
  }

  @Test
  void whatIsSearchedForStandsInNoAddress() throws IOException {
    String page = practice.http().get("/").body();
    assertTrue(
        page.contains("<form class=\"find\" id=\"find\" method=\"post\" action=\"/\""), page);
    assertFalse(page.contains("hx-get=\"/parts/photos"), page);
    // A browser without scripts gets a page, with what it asked for in the form.
    RawHttp.Answer answer = practice.http().post("/", "text=ZAC5361&show=delivered");
    assertEquals(200, answer.status());
    assertTrue(answer.body().contains("value=\"ZAC5361\""), answer.body());
    assertTrue(answer.body().contains("value=\"delivered\" selected"), answer.body());
    assertFalse(answer.body().contains("ZBN6672/"), answer.body());
    assertEquals(404, practice.http().get("/parts/photos?text=ZAC5361").status());
  }
}
