package nz.co.medimage.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.DeliveryRecord.State;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.WhenUnavailable;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One photo: looked at, saved, and decided about by people who see the same of it. */
@Timeout(180)
final class PhotoPageTest {
  private static final String ANA = "patient=ZAC5361&shows=arm&by=Ana&seen=";
  private static final Pattern HIDDEN =
      Pattern.compile("type=\"hidden\" name=\"([a-z]+)\" value=\"([^\"]*)\"");

  private static final String RUA = "patient=ZZZ0024&shows=arm&by=Rua&seen=";

  @TempDir Path folder;
  private final AtomicBoolean isClosed = new AtomicBoolean(true);
  private final AtomicInteger writes = new AtomicInteger();
  private Practice practice;
  private Sender phone;

  @AfterEach
  void close() throws IOException {
    if (phone != null) {
      phone.close();
    }
    if (practice != null) {
      practice.close();
    }
  }

  private void open(boolean lockDown, Consumer<Receiver.Builder> more) throws IOException {
    practice = Practice.open(folder, console -> console.lockDown(lockDown), more);
    String code = practice.receiver().offerPairing().code();
    phone = practice.phone(folder.resolve("phone"), "Phone", code);
  }

  private void openChecked(boolean lockDown) throws IOException {
    open(
        lockDown,
        receiver ->
            receiver.patientCheck(
                new PatientCheck() {
                  @Override
                  public String id() {
                    return "list";
                  }

                  @Override
                  public PatientMatch find(PatientQuery query) {
                    return PatientMatch.unknown();
                  }
                },
                WhenUnavailable.WAIT));
  }

  private DeliveryRecord held() throws IOException {
    Practice.send(phone, folder, "#ZZZ0016 arm", 1);
    DeliveryRecord held = photo();
    assertEquals(State.HELD, held.state());
    return held;
  }

  private DeliveryRecord photo() throws IOException {
    return practice.receiver().deliveries(1).get(0);
  }

  private String path() throws IOException {
    return "/photos/" + photo().id();
  }

  private String body(String path) throws IOException {
    return practice.http().get(path).body();
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void heldPhotoIsLookedAtAndSavedEvenWhereNothingMayBeChanged() throws Exception {
    openChecked(true);
    held();
    String page = body(path());
    assertTrue(page.contains("Show the picture"), page);
    assertTrue(page.contains("Save a copy"), page);
    assertTrue(body(path() + "/thumbnail").contains("alt=\"The photo as it came\""));

    RawHttp.Answer picture = practice.http().get(path() + "/picture");
    assertEquals("image/jpeg", picture.header("Content-Type"));
    assertArrayEquals(TestPhotos.jpeg(1), practice.http().bytes(path() + "/picture"));
    RawHttp.Answer copy = practice.http().get(path() + "/copy");
    assertEquals("application/octet-stream", copy.header("Content-Type"));
    assertEquals("no-store", copy.header("Cache-Control"));
    assertEquals(
        "attachment; filename=\"medimage-" + photo().id().envelope() + ".jpg\"",
        copy.header("Content-Disposition"));
    assertArrayEquals(TestPhotos.jpeg(1), practice.http().bytes(path() + "/copy"));

    assertEquals(State.HELD, photo().state());
    byte[] clear = TestPhotos.jpeg(1);
    for (Path file : filesBelow(folder.resolve("pc"))) {
      assertFalse(Files.size(file) == clear.length, () -> file + " may be the photo");
    }
  }

  @Test
  void heldPhotoThatWasChangedOnTheDiskNeverArrivesWhole() throws Exception {
    openChecked(false);
    held();
    Path sealed =
        filesBelow(folder.resolve("pc").resolve("quarantine")).stream()
            .filter(file -> file.toString().endsWith(".sealed"))
            .findFirst()
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(sealed);
    bytes[bytes.length - 1] ^= 1;
    Files.write(sealed, bytes);
    byte[] came = practice.http().bytes(path() + "/copy");
    assertTrue(came.length < TestPhotos.jpeg(1).length, () -> came.length + " bytes");
  }

  @Test
  void whatIsTooLargeForAPictureIsNotShownAsOne() throws Exception {
    open(false, receiver -> {});
    Practice.send(phone, folder, "#ZAC5361 arm", 1);
    Path filed = folder.resolve("patients").resolve(photo().filed().get(0).reference());
    assertTrue(body(path()).contains("Show the picture"));
    try (RandomAccessFile large = new RandomAccessFile(filed.toFile(), "rw")) {
      large.setLength(Pictures.LARGEST + 1);
    }
    assertTrue(body(path()).contains("Open it from its folder."), body(path()));
    assertEquals(404, practice.http().get(path() + "/picture").status());
  }

  @Test
  void strangersSeeNoHeldPhoto() throws Exception {
    openChecked(false);
    held();
    RawHttp stranger = new RawHttp(practice.port(), "");
    assertEquals(401, stranger.get(path() + "/picture").status());
    assertEquals(401, stranger.get(path() + "/copy").status());
  }

  @Test
  void oldPageDecidesNothingAndShowsHowThePhotoIsNow() throws Exception {
    openChecked(false);
    String seen = held().revision();
    assertTrue(body(path()).contains("name=\"seen\" value=\"" + seen + "\""), body(path()));
    practice.receiver().assign(photo(), PatientTag.parse("#ZAC5361 arm"), "Ana");
    Await.until("it is filed", () -> photo().state() == State.DELIVERED);

    for (String what : List.of("/assign", "/replay", "/settle")) {
      RawHttp.Answer refused = practice.http().post(path() + what, RUA + seen + "&filed=yes");
      assertEquals(409, refused.status(), what);
      assertTrue(refused.body().contains("this photo has changed since your page was opened"));
      assertTrue(refused.body().contains("Ana filed it on "), refused.body());
      assertTrue(refused.body().contains("href=\"" + path() + "\">Look at it again"), what);
      assertFalse(refused.body().contains("data-photo"), "it stays until it is read");
    }
    assertEquals(409, practice.http().post(path() + "/assign", "patient=A&by=Rua").status());
    assertEquals(1, photo().assignments().size());
  }

  @Test
  void sameFormTwiceIsOneDecisionAndEndsOnTheSamePage() throws Exception {
    openChecked(false);
    String seen = held().revision();
    for (int i = 0; i < 3; i++) {
      RawHttp.Answer answer = practice.http().post(path() + "/assign", ANA + seen);
      assertEquals(303, answer.status(), answer.body());
      assertEquals(path(), answer.header("Location"));
      if (i == 1) {
        Await.until("it is filed", () -> photo().state() == State.DELIVERED);
      }
    }
    assertEquals(1, photo().assignments().size());
    assertEquals(409, practice.http().post(path() + "/assign", RUA + seen).status());
  }

  @Test
  void pageSaysForWhomAPhotoIsBeingFiledUntilItIs() throws Exception {
    AtomicBoolean isAway = new AtomicBoolean(true);
    open(
        false,
        receiver ->
            receiver.patientCheck(
                new PatientCheck() {
                  @Override
                  public String id() {
                    return "list";
                  }

                  @Override
                  public PatientMatch find(PatientQuery query) throws IOException {
                    if (query.typedId().equals("ZAC5361") && isAway.get()) {
                      throw new IOException("the list is away");
                    }
                    return PatientMatch.unknown();
                  }
                },
                WhenUnavailable.WAIT));
    String seen = held().revision();
    RawHttp.Answer filed = practice.http().post(path() + "/assign", ANA + seen);
    assertEquals(303, filed.status());

    assertTrue(body(path()).contains("It is being filed for #ZAC5361 arm."), body(path()));
    String now = photo().revision();
    String same = body(path() + "/progress");
    assertTrue(same.contains("data-seen=\"" + now + "\""), same);
    assertTrue(same.contains("It is being filed for #ZAC5361 arm."), same);
    isAway.set(false);
    Await.until("it is filed", () -> photo().state() == State.DELIVERED);
    assertFalse(body(path() + "/progress").contains(now), "the page is made anew");
    // The request itself is put away a moment after the photo is filed.
    Await.until("it says so", () -> !body(path()).contains("It is being filed"));
  }

  private Sink whileClosed(String id) {
    return new Sink() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public SinkReference write(StagedPhoto photo) throws PhotoRejectedException {
        writes.incrementAndGet();
        if (isClosed.get()) {
          throw new PhotoRejectedException("The record is closed.");
        }
        return new SinkReference(id, "1");
      }
    };
  }

  @Test
  void whatOtherPlacesMayHaveIsFiledOnlyAfterTheirNamesWereRead() throws Exception {
    open(false, receiver -> receiver.sink(whileClosed("ehr")));
    Practice.send(phone, folder, "#ZZZ0016 arm", 1);
    assertEquals(State.REJECTED, photo().state());
    assertFalse(body(path()).contains("though-filed"));
    String seen = photo().revision();
    isClosed.set(false);

    RawHttp.Answer refused = practice.http().post(path() + "/assign", ANA + seen);
    assertEquals(409, refused.status());
    assertTrue(refused.body().contains("folders may already have this photo"), refused.body());
    assertTrue(refused.body().contains("though-filed"), refused.body());
    assertTrue(refused.body().contains("name=\"patient\" value=\"ZAC5361\""), refused.body());
    assertEquals(State.REJECTED, photo().state());

    String form = ANA + seen + "&though-filed=on";
    assertEquals(303, practice.http().post(path() + "/assign", form).status());
    Await.until("it is filed", () -> photo().state() == State.DELIVERED);
  }

  /** What a browser sends of the form with one button. */
  private String replayForm() throws IOException {
    String page = body(path());
    int form = page.indexOf("action=\"" + path() + "/replay\"");
    return HIDDEN
        .matcher(page.substring(form, page.indexOf("</form>", form)))
        .results()
        .map(each -> each.group(1) + "=" + each.group(2))
        .collect(Collectors.joining("&"));
  }

  private void replay(String form) throws IOException {
    assertEquals(303, practice.http().post(path() + "/replay", form).status());
  }

  private boolean isRejectedAgain(int times) throws IOException {
    return writes.get() >= times
        && photo().pending().isEmpty()
        && photo().followUps().get(0).state() == DeliveryRecord.FollowUpState.REJECTED;
  }

  @Test
  void photoThatIsRejectedAlikeTwiceIsTriedAgainEachTimeItIsAskedFor() throws Exception {
    open(false, receiver -> receiver.followUp(whileClosed("ehr")));
    Practice.send(phone, folder, "#ZZZ0016 arm", 1);
    Await.until("it is rejected", () -> isRejectedAgain(1));
    for (int times = 2; times <= 4; times++) {
      int wanted = times;
      String form = replayForm();
      replay(form);
      replay(form); // a double click
      Await.until("it is rejected again", () -> isRejectedAgain(wanted));
    }
    assertEquals(4, writes.get());
  }

  @Test
  void consentIsNeverAskedForWithoutTheNamesOfThePlaces() throws Exception {
    open(false, receiver -> receiver.sink(whileClosed("ehr")));
    Practice.send(phone, folder, "#ZZZ0016 arm", 1);
    String though = "&though-filed=on";
    RawHttp.Answer stale = practice.http().post(path() + "/assign", ANA + "old" + though);
    assertEquals(409, stale.status());
    assertTrue(stale.body().contains("this photo has changed"), stale.body());
    assertFalse(stale.body().contains("though-filed"), stale.body());
    assertFalse(stale.body().contains("value=\"ZAC5361"), stale.body());

    String nobody = "patient=ZAC5361&shows=arm&by=+&seen=" + photo().revision() + though;
    RawHttp.Answer wrong = practice.http().post(path() + "/assign", nobody);
    assertEquals(409, wrong.status());
    assertTrue(wrong.body().contains("name=\"patient\" value=\"ZAC5361\""), wrong.body());
    assertFalse(wrong.body().contains("though-filed"), wrong.body());
  }

  @Test
  void whatIsTypedWrongIsThereStillAndSaysWhy() throws Exception {
    openChecked(false);
    String seen = held().revision();
    RawHttp.Answer wrong =
        practice.http().post(path() + "/assign", "patient=ZAC5361&shows=arm&by=+&seen=" + seen);
    assertEquals(409, wrong.status());
    assertTrue(wrong.body().contains("role=\"alert\""), wrong.body());
    assertTrue(wrong.body().contains("name=\"patient\" value=\"ZAC5361\""), wrong.body());
    assertTrue(wrong.body().contains("href=\"/\""), wrong.body());
  }

  @Test
  void idThatCanBeNoneIsRefusedInASentence() throws Exception {
    openChecked(false);
    String more = "&by=Ana&seen=" + held().revision();
    String wrongId = "That cannot be a patient ID: it has letters, digits and signs";
    Map<String, String> sentences =
        Map.of(
            "patient=+&shows=arm", "Type the patient ID.",
            "patient=ZAC+5361", wrongId,
            "patient=ZAC%2F5361", wrongId,
            "patient=%23", wrongId,
            "patient=ZAC5361&shows=a%2Fb", "What the photo shows can have letters, digits");
    for (Map.Entry<String, String> each : sentences.entrySet()) {
      RawHttp.Answer wrong = practice.http().post(path() + "/assign", each.getKey() + more);
      assertEquals(409, wrong.status(), wrong.body());
      assertTrue(wrong.body().contains(each.getValue()), wrong.body());
    }
    assertEquals(State.HELD, photo().state());
    assertEquals(303, practice.http().post(path() + "/assign", ANA + photo().revision()).status());
    Await.until("it is filed", () -> photo().state() == State.DELIVERED);
    assertTrue(photo().filed().get(0).reference().startsWith("ZAC5361/arm"));
  }

  @Test
  void photoOfATypeThatIsNotTakenIsOfferedToNoOtherPatient() throws Exception {
    ConsoleSettings settings = ConsoleSettings.of(folder.resolve("receiver.json"), Optional::empty);
    practice =
        Practice.open(
            folder,
            console -> console.settings(settings),
            receiver -> receiver.allowedTypes(Set.of("png")));
    String code = practice.receiver().offerPairing().code();
    phone = practice.phone(folder.resolve("phone"), "Phone", code);
    Practice.send(phone, folder, "#ZZZ0016 arm", 1);
    assertEquals(State.REJECTED, photo().state());
    String page = body(path());
    assertFalse(page.contains(path() + "/assign"), page);
    assertTrue(page.contains("Another patient ID would not help"), page);
    assertTrue(page.contains("The phone said: #ZZZ0016 arm"), page);
    assertTrue(page.contains("href=\"/settings/receiver\""), page);
    assertTrue(page.contains(path() + "/replay"), page);
  }

  @Test
  void photoThatIsRejectedAgainIsNotSaidToBeFiled() throws Exception {
    open(false, receiver -> receiver.sink(whileClosed("ehr")));
    Practice.send(phone, folder, "#ZZZ0016 arm", 1);
    assertTrue(body(path()).contains("It is tried again for this patient."), body(path()));
    String form = ANA + photo().revision() + "&though-filed=on";
    assertEquals(303, practice.http().post(path() + "/assign", form).status());
    Await.until("it is tried again", () -> writes.get() >= 2 && photo().pending().isEmpty());
    assertEquals(State.REJECTED, photo().state());
    String page = body(path());
    assertTrue(page.contains("The record is closed."), page);
    assertFalse(page.contains("filed it on"), page);
  }

  @Test
  void whatFailsOnThisComputerIsSaidInGeneralWithAWayBack() throws Exception {
    practice =
        Practice.open(
            folder,
            console ->
                console.checks(
                    () -> {
                      throw new IOException("/secret/path: no space left on device");
                    }));
    RawHttp.Answer failed = practice.http().get("/health");
    assertEquals(500, failed.status());
    assertFalse(failed.body().contains("secret"), failed.body());
    assertTrue(failed.body().contains("Something on this PC did not work"), failed.body());
    assertTrue(failed.body().contains("class=\"button\" href=\"/\""), failed.body());
  }
}
