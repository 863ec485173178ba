package nz.co.medimage.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.transport.ConnectionState;
import nz.co.medimage.api.transport.ConnectionState.Allowance;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.WhenUnavailable;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show, and what people do there. */
@Timeout(180)
final class PagesTest {
  private static final String HOSTILE = "<script>alert('x')</script>\"'&";

  @TempDir Path folder;
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

  private void pair(String name) throws IOException {
    assertEquals(303, practice.http().post("/pairing", "").status());
    String page = practice.http().get("/").body();
    String code = first(page, "id=\"code\">([^<]+)<");
    phone = practice.phone(folder.resolve("phone"), name, code);
  }

  private static String first(String page, String pattern) {
    return Pattern.compile(pattern)
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + pattern + " in " + page));
  }

  /** What a receiver collects from, in the state that it is said to have. */
  private record Relay(String id, ConnectionState state) implements Listener {
    @Override
    public Route start(ListenerContext context) {
      return new Route(id, Map.of());
    }

    @Override
    public Optional<ConnectionState> connection() {
      return Optional.of(state);
    }

    @Override
    public void close() {}
  }

  @Test
  void relaysAreToldWithWhatIsLeftOfTheirAllowance() throws Exception {
    Instant since = Instant.parse("2026-11-24T09:21:00Z");
    ConnectionState away = ConnectionState.away("https://a.example", since, "It does not answer.");
    ConnectionState nearlyFull = ConnectionState.connected("https://b.example", since);
    ConnectionState roomy = ConnectionState.connected("https://c.example", since);
    practice =
        Practice.open(
            folder,
            options -> {},
            receiver ->
                receiver
                    .listener(new Relay("a", away))
                    .listener(
                        new Relay("b", nearlyFull.with(new Allowance(95_000_000, 100_000_000))))
                    .listener(new Relay("c", roomy.with(new Allowance(1_000_000, 100_000_000)))));

    String page = body("/");

    assertTrue(relay(page, "a").contains("Not connected"), page);
    assertTrue(relay(page, "a").contains("It does not answer."), page);
    assertTrue(relay(page, "b").contains("95 of 100 MB of its allowance used: ask whoever"), page);
    assertTrue(relay(page, "c").contains("1 of 100 MB of its allowance used<"), page);
  }

  private static String relay(String page, String name) {
    return first(page, "id=\"relay-https://" + name + ".example\">(.*?)</li>");
  }

  /** Reads the QR of a page, as a camera would. */
  private static String scanned(String page) throws ReaderException {
    int scale = 4;
    int size = scale * Integer.parseInt(first(page, "class=\"qr\" viewBox=\"0 0 (\\d+) "));
    int[] pixels = new int[size * size];
    Arrays.fill(pixels, 0xFFFFFF);
    Matcher bar = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h").matcher(page);
    while (bar.find()) {
      int from = scale * Integer.parseInt(bar.group(1));
      int to = from + scale * Integer.parseInt(bar.group(3));
      int top = scale * Integer.parseInt(bar.group(2));
      for (int y = top; y < top + scale; y++) {
        Arrays.fill(pixels, y * size + from, y * size + to, 0);
      }
    }
    LuminanceSource seen = new RGBLuminanceSource(size, size, pixels);
    return new QRCodeReader()
        .decode(new BinaryBitmap(new GlobalHistogramBinarizer(seen)))
        .getText();
  }

  @Test
  void qrIsForTheAppUnlessAPageForPhonesIsNamed() throws Exception {
    practice = Practice.open(folder.resolve("app"), options -> {});
    practice.http().post("/pairing", "");
    String page = body("/");
    String code = first(page, "id=\"code\">([^<]+)<");
    assertTrue(scanned(page).startsWith("medimage:#v=1&c=" + code + "&a="), scanned(page));
    assertTrue(page.contains("with the app"), page);
    practice.close();

    URI phones = URI.create("https://photos.example/p");
    practice =
        Practice.open(
            folder.resolve("page"), options -> options.pairingLink(offer -> offer.link(phones)));
    practice.http().post("/pairing", "");
    assertTrue(scanned(body("/")).startsWith(phones + "#v=1&c="), scanned(body("/")));
    assertTrue(body("/").contains("s camera."), body("/"));
  }

  private static Set<String> photos(String page) {
    return Pattern.compile("id=\"photo-([0-9a-f_-]+)\"")
        .matcher(page)
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private String body(String path) throws IOException {
    return practice.http().get(path).body();
  }

  private Receipt send(String tag, int seed) throws IOException {
    return Practice.send(phone, folder, tag, seed);
  }

  /** Finds nobody under this id. */
  private static PatientCheck findsNobodyCalled(String id) {
    return new PatientCheck() {
      @Override
      public String id() {
        return "list";
      }

      @Override
      public PatientMatch find(PatientQuery query) {
        return query.typedId().equals(id) ? PatientMatch.unknown() : PatientMatch.found("7");
      }
    };
  }

  @Test
  void linkOfACodeIsThereToCopyAndTheQrSaysWhatReadsIt() throws IOException {
    practice = Practice.open(folder, console -> {});
    assertEquals(303, practice.http().post("/pairing", "").status());
    String page = body("/");
    String link = first(page, "id=\"pairing-link\" readonly=\"\" value=\"(medimage:[^\"]+)\"");
    String code = first(page, "id=\"code\">([^<]+)<");
    assertTrue(link.contains("c=" + code), link);
    assertTrue(page.contains("data-copy=\"pairing-link\""), page);
    assertTrue(page.contains("own camera cannot open it"), page);
    assertFalse(page.contains("Scan this with the phone"), page);
  }

  @Test
  void whateverAPhoneIsCalledComesOutAsText() throws IOException {
    practice = Practice.open(folder, console -> {}, receiver -> receiver.name(HOSTILE));
    pair(HOSTILE);
    send("#ZAC5361 arm", 1);
    String device = practice.receiver().pairings().get(0).id().toString();
    String photo = practice.receiver().deliveries(1).get(0).id().toString();
    List<String> pages =
        List.of(
            body("/"),
            body("/devices/" + device + "/end"),
            body("/photos/" + photo),
            practice.http().post("/photos/" + photo + "/row", "").body());
    for (String page : pages) {
      assertTrue(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"), page);
      assertFalse(page.contains("<script>alert"), page);
    }
  }

  @Test
  void codeIsShownOnceAndEnds() throws IOException {
    practice = Practice.open(folder, console -> {});
    pair("Phone");
    assertTrue(body("/").contains("Phone is paired and can send photos now."));
    String code = first(body("/"), "id=\"code\">([^<]+)<");
    practice.http().post("/pairing", "");
    assertEquals(code, first(body("/"), "id=\"code\">([^<]+)<"));
    assertEquals(303, practice.http().post("/pairing/end", "").status());
    assertTrue(body("/").contains("Make a pairing code"));
  }

  @Test
  void phoneIsRemovedAfterAQuestion() throws IOException {
    practice = Practice.open(folder, console -> {});
    pair("Phone");
    String end = "/devices/" + practice.receiver().pairings().get(0).id() + "/end";
    assertTrue(body(end).contains("Remove Phone?"));
    assertEquals(1, practice.receiver().pairings().size());
    assertEquals(303, practice.http().post(end, "").status());
    assertEquals(List.of(), practice.receiver().pairings());
    assertEquals(404, practice.http().get(end).status());
  }

  @Test
  void photoIsShownOnlyFromWhereItIsFiled() throws Exception {
    BlockingQueue<Path> opened = new LinkedBlockingQueue<>();
    practice = Practice.open(folder, console -> console.desktop(opened::add));
    pair("Phone");
    send("#ZAC5361 arm", 1);
    DeliveryRecord photo = practice.receiver().deliveries(1).get(0);
    String path = "/photos/" + photo.id();
    Path file = folder.resolve("patients").resolve(photo.filed().get(0).reference());
    assertFalse(body(path).contains("<img"), "only if it is asked for");
    assertTrue(body(path + "/thumbnail").contains("<img"));
    assertEquals("image/jpeg", practice.http().get(path + "/picture").header("Content-Type"));
    practice.http().post(path + "/open", "");
    assertEquals(file.getParent().toRealPath(), opened.poll(60, TimeUnit.SECONDS));

    Path outside = Files.move(file, folder.resolve("outside.jpg"));
    Files.createSymbolicLink(file, outside);
    assertEquals(404, practice.http().get(path + "/picture").status());
    assertEquals(404, practice.http().post(path + "/open", "").status());
    assertTrue(body(path).contains("is no longer there"));
  }

  @Test
  void folderThatCannotBeOpenedIsNamed() throws IOException {
    Desktop broken =
        path -> {
          throw new IOException("no such program");
        };
    practice = Practice.open(folder, console -> console.desktop(broken));
    pair("Phone");
    send("#ZAC5361 arm", 1);
    String path = "/photos/" + practice.receiver().deliveries(1).get(0).id() + "/open";
    RawHttp.Answer answer = practice.http().post(path, "");
    assertEquals(409, answer.status());
    assertTrue(answer.body().contains("The folder could not be opened"), answer.body());
    String patient = folder.resolve("patients").toRealPath().resolve("ZAC5361").toString();
    assertTrue(answer.body().contains("Open it yourself: " + patient), answer.body());
  }

  @Test
  void heldPhotoIsAssignedAndTheRecordSaysByWhom() throws Exception {
    practice =
        Practice.open(
            folder,
            console -> {},
            receiver -> receiver.patientCheck(findsNobodyCalled("ZZZ0016"), WhenUnavailable.WAIT));
    pair("Phone");
    assertTrue(send("#ZZZ0016 arm", 1) instanceof Receipt.Held);
    DeliveryRecord held = practice.receiver().deliveries(1).get(0);
    String path = "/photos/" + held.id();
    assertTrue(body("/").contains(">Held<"));
    assertTrue(body(path).contains("The phone said: #ZZZ0016 arm"), body(path));

    String seen = "&seen=" + held.revision();
    RawHttp.Answer wrong = practice.http().post(path + "/assign", "patient=%2F&by=Ana" + seen);
    assertEquals(409, wrong.status());
    assertEquals(DeliveryRecord.State.HELD, practice.receiver().deliveries(1).get(0).state());
    String form = "patient=ZAC5361&shows=arm&by=Ana+%3CB%3E" + seen;
    assertEquals(303, practice.http().post(path + "/assign", form).status());
    Await.until(
        "it is filed",
        () -> practice.receiver().deliveries(1).get(0).state() == DeliveryRecord.State.DELIVERED);
    String page = body(path);
    assertTrue(page.contains("Ana &lt;B&gt; filed it on "), page);
    assertTrue(page.contains("it came as #ZZZ0016 arm and became #ZAC5361 arm"), page);
  }

  @Test
  void whatNeedsAPersonAndEachSinkIsListed() throws Exception {
    practice =
        Practice.open(
            folder,
            console -> console.checks(() -> List.of(new HealthCheck("disk", false, "full <b>"))),
            receiver -> receiver.patientCheck(findsNobodyCalled("ZZZ0016"), WhenUnavailable.WAIT));
    pair("Phone");
    assertTrue(body("/parts/needs").contains("Nothing. Photos that"));
    send("#ZZZ0016 arm", 1);
    send("#ZAC5361 arm", 2);
    List<DeliveryRecord> needing = practice.receiver().needingPerson(9);
    assertEquals(1, needing.size());
    assertTrue(body("/parts/needs").contains("/photos/" + needing.get(0).id()));
    assertTrue(body("/parts/places").contains("<strong>folders</strong>"));
    assertTrue(body("/parts/health").contains("full &lt;b&gt;"));
    assertTrue(body("/health").contains("Things to fix: 1"));
  }

  @Test
  void morePhotosComeAPageAtATime() throws IOException {
    practice = Practice.open(folder, console -> {});
    pair("Phone");
    for (int i = 0; i < 53; i++) {
      send("#ZAC5361 arm", i);
    }
    String first = body("/");
    Set<String> all = photos(first);
    assertEquals(50, all.size());
    String before = first(first, "before&quot;:&quot;([0-9a-f_-]+)&quot;");
    String next = practice.http().post("/parts/photos", "before=" + before).body();
    assertEquals(3, photos(next).size());
    all.addAll(photos(next));
    assertEquals(53, all.size());
    assertFalse(next.contains("hx-post=\"/parts/photos"), next);
  }

  @Test
  void lockedPageShowsAndChangesNothing() throws IOException {
    practice =
        Practice.open(
            folder,
            console -> console.lockDown(true),
            receiver -> receiver.patientCheck(findsNobodyCalled("ZZZ0016"), WhenUnavailable.WAIT));
    String code = practice.receiver().offerPairing().code();
    phone = practice.phone(folder.resolve("phone"), "Phone", code);
    send("#ZZZ0016 arm", 1);
    String photo = "/photos/" + practice.receiver().deliveries(1).get(0).id();
    String device = "/devices/" + practice.receiver().pairings().get(0).id() + "/end";
    for (String path : List.of("/", photo)) {
      String forms = body(path).replaceAll("action=\"/(sign-out(/all)?)?\"", "");
      assertFalse(forms.contains("action="), forms);
      assertFalse(body(path).contains("/end"), body(path));
      assertTrue(body(path).contains("changes are switched off here"), body(path));
    }
    for (String path :
        List.of("/pairing", "/pairing/end", device, photo + "/assign", photo + "/replay")) {
      RawHttp.Answer refused = practice.http().post(path, "patient=ZAC5361&shows=arm&by=Ana");
      assertEquals(403, refused.status(), path);
      assertTrue(refused.body().contains("Changes are switched off"), path);
    }
    assertEquals(1, practice.receiver().pairings().size());
    assertEquals(DeliveryRecord.State.HELD, practice.receiver().deliveries(1).get(0).state());
    assertEquals("#ZZZ0016 arm", tagOfHeld().toString());
  }

  private PatientTag tagOfHeld() throws IOException {
    return practice
        .receiver()
        .manifest(practice.receiver().deliveries(1).get(0).id())
        .orElseThrow()
        .tag();
  }
}
