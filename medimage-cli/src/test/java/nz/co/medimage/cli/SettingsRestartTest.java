package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.CompiledJar;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page changes settings while photos come in, and the process is killed meanwhile. */
@Timeout(180)
@Tag("process")
final class SettingsRestartTest {
  private static final int PHOTO_BYTES = 12_000_000;
  private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([0-9a-f]+)\"");

  /** Writes until a file is there, whoever interrupts it. */
  private static final String DEAF =
      """
      package com.example.deaf;
      import java.nio.file.*;
      import java.util.List;
      import nz.co.medimage.api.SinkReference;
      import nz.co.medimage.api.spi.*;
      public class Deaf implements SinkProvider {
        public String id() { return "deaf"; }
        public List<Setting> settings() { return List.of(Setting.path("until").required()); }
        public Sink create(AddOnContext context) {
          Path until = context.settings().path("until");
          return new Sink() {
            public String id() { return context.id(); }
            public SinkReference write(StagedPhoto photo) {
              try {
                Files.createFile(Path.of(until + "-begun"));
              } catch (java.io.IOException e) {
                // it is there from before
              }
              while (!Files.exists(until)) {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  // goes on
                }
              }
              return new SinkReference(id(), "arm");
            }
          };
        }
      }
      """;

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Path pc;
  private Path file;
  private MedimageProcess receiver;
  private int port;
  private String cookie;

  @BeforeEach
  void start() throws Exception {
    pc = Files.createDirectories(folder.resolve("pc"));
    file = pc.resolve("receiver.json");
    Files.writeString(file, configuration(folder.resolve("first")));
    receive("--pair");
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  private String configuration(Path to) throws IOException {
    Files.createDirectories(to);
    return "{\"sinks\": [{\"add-on\": \"folders\", \"settings\": {\"to\": \"" + to + "\"}}]}";
  }

  private void receive(Object... more) throws Exception {
    Object[] options = {
      "receive",
      "--home",
      pc,
      "--name",
      "PC",
      "--address",
      "127.0.0.1",
      "--no-discovery",
      "--port",
      0
    };
    receiver = MedimageProcess.start(Stream.concat(Stream.of(options), Stream.of(more)).toArray());
    port = Integer.parseInt(receiver.await("on port ([0-9]+)"));
  }

  private void dropInDeafSink() throws Exception {
    new CompiledJar()
        .source("com.example.deaf.Deaf", DEAF)
        .provides(SinkProvider.class, "com.example.deaf.Deaf")
        .writeTo(pc.resolve("addons").resolve("deaf").resolve("deaf.jar"));
  }

  private void openPage() throws Exception {
    receiver.await("Page for this PC");
    Run printed = Run.of("console", "--home", pc);
    URI link = URI.create(printed.out().strip().replaceFirst("Page for this PC: ", ""));
    HttpResponse<String> opened = send(HttpRequest.newBuilder(link));
    cookie = opened.headers().firstValue("Set-Cookie").orElseThrow().split(";", -1)[0];
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(10)) // a server that closes may owe an answer
        .header("Cookie", cookie);
  }

  private HttpResponse<String> fileInto(Path to) throws Exception {
    String page = send(request("/settings/sinks/folders")).body();
    Matcher seen = SEEN.matcher(page);
    assertTrue(seen.find(), page);
    String form =
        "seen="
            + seen.group(1)
            + "&s.to="
            + URLEncoder.encode(to.toString(), StandardCharsets.UTF_8);
    return send(
        request("/settings/sinks/folders")
            .header("Origin", "http://127.0.0.1:" + port)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private int result() {
    try {
      return send(request("/settings/result")).statusCode();
    } catch (Exception e) {
      return 0; // nobody is there yet
    }
  }

  private List<Path> filed(Path in) {
    try (Stream<Path> files = Files.walk(in)) {
      return files
          .filter(Files::isRegularFile)
          .filter(each -> !each.getFileName().toString().startsWith("."))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  @Test
  void photoUnderWayIsCutAndDeliveredOnce() throws Exception {
    byte[] large = new byte[PHOTO_BYTES];
    new Random(7).nextBytes(large);
    byte[] head = TestPhotos.jpeg(3);
    System.arraycopy(head, 0, large, 0, head.length);
    Path photo = Files.write(folder.resolve("arm.jpg"), large);
    Path phone = folder.resolve("phone");
    try (FaultProxy proxy = FaultProxy.to(port)) {
      String code = receiver.await("Pairing code: (\\S+) ");
      String at = "127.0.0.1:" + proxy.port();
      Run run = Run.of("pair", code, "--home", phone, "--at", at, "--no-discovery");
      assertEquals(Medimage.OK, run.exit(), run.err());
      receiver.kill();
      receive(); // on another port than the phone was told, so all goes through the proxy
      proxy.redirect(port);
      openPage();
      proxy.always(Fault.freeze(PHOTO_BYTES / 3));
      try (MedimageProcess sender =
          MedimageProcess.start(
              "send", "--home", phone, photo, "--tag", "#ZAC5361 arm", "--no-discovery")) {
        proxy.awaitStruck(1);
        Path second = Files.createDirectories(folder.resolve("second"));
        assertEquals(200, fileInto(second).statusCode());
        Await.until("the receiver is there again", () -> result() == 303);
        proxy.resetNow();
        proxy.clear();
        assertEquals(Medimage.OK, sender.exit(), sender::toString);
        assertEquals(List.of(), filed(folder.resolve("first")));
        assertEquals(1, filed(second).size());
        assertArrayEquals(large, Files.readAllBytes(filed(second).get(0)));
      }
    }
  }

  @Test
  void changeWaitsForAnAddOnThatHangs() throws Exception {
    receiver.kill();
    dropInDeafSink();
    Path until = folder.resolve("until");
    String deaf = ", {\"add-on\": \"deaf\", \"settings\": {\"until\": \"" + until + "\"}}]}";
    Files.writeString(file, configuration(folder.resolve("first")).replace("]}", deaf));
    receive("--pair");
    openPage();
    String code = receiver.await("Pairing code: (\\S+) ");
    Path phone = folder.resolve("phone");
    String at = "127.0.0.1:" + port;
    Run run = Run.of("pair", code, "--home", phone, "--at", at, "--no-discovery");
    assertEquals(Medimage.OK, run.exit(), run.err());
    Path photo = Files.write(folder.resolve("arm.jpg"), TestPhotos.jpeg(3));
    try (MedimageProcess sender =
        MedimageProcess.start(
            "send", "--home", phone, photo, "--tag", "#ZAC5361 arm", "--no-discovery")) {
      Await.until("it hangs", () -> Files.exists(folder.resolve("until-begun")));
      Path second = Files.createDirectories(folder.resolve("second"));
      assertEquals(200, fileInto(second).statusCode());
      receiver.await("the receiver starts again when an add-on of it");
      Files.createFile(until);
      Await.until("the receiver is there again", () -> result() == 303);
      assertTrue(Files.readString(file).contains(second.toString()));
      assertEquals(Medimage.OK, sender.exit(), sender::toString);
    }
  }

  @Test
  void receiverRunsThoughItsPageCannotBeClosed() throws Exception {
    openPage();
    Path address = pc.resolve("console").resolve("address");
    Files.delete(address);
    Files.createDirectories(address.resolve("full"));
    Path second = Files.createDirectories(folder.resolve("second"));
    assertEquals(200, fileInto(second).statusCode());
    receiver.await("Receiving as PC on port"); // for the second time
    assertTrue(receiver.isRunning());
    assertTrue(Files.readString(file).contains(second.toString()));
  }

  @Test
  void pairingLinkOpensThePageAfterARestartToo() throws Exception {
    receiver.kill();
    receive("--pair", "--link-page", "https://photos.example/p");
    openPage();
    receiver.await("^Pairing link: https://photos.example/p#");
    assertEquals(200, fileInto(Files.createDirectories(folder.resolve("second"))).statusCode());
    receiver.await("^Pairing link: https://photos.example/p#");
  }

  @Test
  void goodChangeSurvivesAKillBeforeTheRestart() throws Exception {
    openPage();
    Path second = Files.createDirectories(folder.resolve("second"));
    assertEquals(200, fileInto(second).statusCode());
    receiver.kill();
    assertTrue(Files.readString(file).contains(second.toString()));
    receive();
    openPage();
    assertTrue(Files.readString(file).contains(second.toString()));
    assertEquals(200, send(request("/")).statusCode());
  }

  @Test
  void badChangeIsUndoneAfterAKillBeforeTheRestart() throws Exception {
    openPage();
    String before = Files.readString(file);
    Path noFolder = Files.writeString(folder.resolve("a-file"), "x");
    assertEquals(200, fileInto(noFolder).statusCode());
    receiver.kill();
    receive();
    receiver.await("the last change of .*receiver.json is undone: ");
    assertEquals(before, Files.readString(file));
  }

  @Test
  void browsersAreKnownAfterARestartAndNotAfterARealStart() throws Exception {
    openPage();
    fileInto(Files.createDirectories(folder.resolve("second")));
    Await.until("the receiver is there again", () -> result() == 303);
    assertEquals(200, send(request("/")).statusCode());
    receiver.kill();
    receive();
    receiver.await("Page for this PC");
    assertEquals(401, send(request("/")).statusCode());
  }
}
