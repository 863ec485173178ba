package nz.co.medimage.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.receiver.ReceiverEvents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an open page is told, whatever happens between its making and its stream of events. */
@Timeout(120)
final class LiveTest {
  @TempDir Path folder;
  private Practice practice;
  private ReceiverEvents events;

  @BeforeEach
  void open() throws IOException {
    practice = Practice.open(folder, console -> {});
    events = practice.console().events();
  }

  @AfterEach
  void close() throws IOException {
    practice.close();
  }

  /** Reads what a page is told. */
  private final class Stream implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    Stream(String after, String... headers) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), practice.port());
      socket.setSoTimeout(60_000);
      String request =
          "GET /live?after=%s HTTP/1.1\r\nHost: localhost:%d\r\nCookie: medimage-console-%d=%s\r\n"
              .formatted(after, practice.port(), practice.port(), practice.cookie());
      String more = String.join("\r\n", headers);
      String whole = request + more + (more.isEmpty() ? "\r\n" : "\r\n\r\n");
      socket.getOutputStream().write(whole.getBytes(UTF_8));
      lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    /** The lines of the next event; empty at the end of the stream. */
    List<String> next() throws IOException {
      List<String> event = new ArrayList<>();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30); // it beats all the time
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty() && !event.isEmpty()) {
          return event;
        }
        assertTrue(System.nanoTime() < deadline, "nothing is told");
        if (line.startsWith("id: ") || line.startsWith("event: ") || line.startsWith("data: ")) {
          event.add(line);
        }
      }
      return List.of();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private String position() throws IOException {
    Matcher found =
        Pattern.compile("data-after=\"([0-9a-f.]+)\"").matcher(practice.http().get("/").body());
    assertTrue(found.find());
    return found.group(1);
  }

  private static PhotoId photo() {
    return new PhotoId(
        EnvelopeId.create(Clock.systemUTC(), new SecureRandom()),
        PairingId.parse(UUID.randomUUID().toString()));
  }

  @Test
  void whatChangesBeforeThePageOpensItsStreamIsTold() throws IOException {
    String position = position();
    PhotoId photo = photo();
    events.followedUp(photo, new SinkReference("folders", "x"));
    try (Stream stream = new Stream(position)) {
      List<String> told = stream.next();
      assertTrue(told.contains("event: changed"), told::toString);
      assertTrue(told.contains("data: photo/" + photo), told::toString);
      assertTrue(told.contains("data: needs"), told::toString);
    }
  }

  @Test
  void streamThatBrokeOffGoesOnAfterTheLastEventThatCame() throws IOException {
    String position = position();
    events.offerBurnt(practice.receiver().offerPairing());
    String heard;
    try (Stream stream = new Stream(position)) {
      heard = stream.next().get(0).substring("id: ".length());
    }
    events.unavailable("folders", "the disk is away");
    try (Stream stream = new Stream(position, "Last-Event-ID: " + heard)) {
      List<String> told = stream.next();
      assertTrue(told.contains("data: status"), told::toString);
      assertFalse(told.contains("data: pairing"), told::toString);
    }
  }

  @Test
  void pageOfAnotherRunReadsEverythingAgain() throws IOException {
    for (String position : List.of("", "0", "1f.0", "x.y", position() + "9", position() + "x")) {
      try (Stream stream = new Stream(position)) {
        assertTrue(stream.next().contains("event: all"), position);
      }
    }
  }

  @Test
  void pageThatWasAwayForTooLongReadsEverythingAgain() throws IOException {
    String position = position();
    for (int i = 0; i < Changes.MOST; i++) {
      events.followedUp(photo(), new SinkReference("folders", "x"));
    }
    try (Stream stream = new Stream(position)) {
      assertTrue(stream.next().contains("event: all"));
    }
  }

  @Test
  void manyPhotosAreToldAsOneListAndEachPartOnce() throws IOException {
    String position = position();
    for (int i = 0; i < 100; i++) {
      events.followedUp(photo(), new SinkReference("folders", "x"));
    }
    try (Stream stream = new Stream(position)) {
      List<String> told = stream.next();
      assertEquals(
          List.of("event: changed", "data: needs", "data: places", "data: photos"),
          told.subList(1, told.size()));
    }
  }

  @Test
  void changeIsToldToAPageThatListensAlready() throws IOException {
    try (Stream stream = new Stream(position())) {
      events.problem("The lamp is out");
      assertTrue(stream.next().contains("data: status"));
      // The page rests for a second now; what happens meanwhile it is told together.
      IntStream.range(0, 50).forEach(i -> events.problem("The lamp is out"));
      events.offerBurnt(practice.receiver().offerPairing());
      int renewals = 0;
      List<String> told = List.of();
      while (!told.contains("data: pairing")) {
        told = stream.next();
        renewals++;
      }
      assertTrue(renewals < 10, () -> "told again and again");
    }
  }

  @Test
  void partIsSentOnlyIfItDiffers() throws IOException {
    String part = practice.http().get("/parts/status").body();
    Matcher version = Pattern.compile("data-version=\"([0-9a-f]+)\"").matcher(part);
    assertTrue(version.find(), part);
    String again = "/parts/status?have=" + version.group(1);
    assertEquals(204, practice.http().get(again).status());
    events.problem("The lamp is out");
    RawHttp.Answer changed = practice.http().get(again);
    assertEquals(200, changed.status());
    assertTrue(changed.body().contains("The lamp is out"), changed.body());
  }

  @Test
  void partIsMadeOnceForAllPagesUntilItChanges() throws IOException {
    Changes changes = new Changes();
    Parts parts = new Parts(changes);
    List<String> made = new ArrayList<>();
    Parts.Making making =
        () -> {
          made.add("again");
          return Optional.of(Element.of("p").add("part " + made.size()));
        };
    String first = parts.get("needs", making).version();
    changes.add(List.of("status"));
    assertEquals(first, parts.get("needs", making).version());
    changes.add(List.of("needs"));
    assertNotEquals(first, parts.get("needs", making).version());
    assertEquals(2, made.size());
  }

  @Test
  void changeDuringTheMakingOfAPartHasItMadeAgain() throws IOException {
    Changes changes = new Changes();
    Parts parts = new Parts(changes);
    List<String> made = new ArrayList<>();
    Parts.Making making =
        () -> {
          made.add("again");
          if (made.size() == 1) {
            changes.add(List.of("needs"));
          }
          return Optional.of(Element.of("p").add("part " + made.size()));
        };
    parts.get("needs", making);
    assertTrue(parts.get("needs", making).element().orElseThrow().toString().contains("part 2"));
  }

  @Test
  void problemGoesWhenItIsOverOrSomebodyHasSeenToIt() throws IOException {
    events.problem("The lamp is out");
    events.problem("The relay is away");
    events.problemOver(Set.of("The relay is away"), "The relay is back");
    String page = practice.http().get("/").body();
    assertFalse(page.contains("The relay is"), page);
    Matcher seen = Pattern.compile("/problems/[0-9]+/seen").matcher(page);
    assertTrue(seen.find(), page);
    assertEquals(303, practice.http().post(seen.group(), "").status());
    String after = practice.http().get("/").body();
    assertFalse(after.contains("The lamp is out"), after);
    assertTrue(after.contains("status well"), after);
  }

  @Test
  void sinkThatIsAwayIsToldWithWhatWaitsForIt() throws IOException {
    events.unavailable("folders", "the disk is away");
    String page = practice.http().get("/").body();
    assertTrue(page.contains("Not working now: folders"), page);
    events.available("folders");
    assertTrue(practice.http().get("/").body().contains("status well"));
  }
}
