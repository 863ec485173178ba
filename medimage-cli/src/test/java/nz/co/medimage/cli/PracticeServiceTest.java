package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A receiver with a profile of a web service, imported from the classic connector. */
@Timeout(300)
class PracticeServiceTest {
  @TempDir Path folder;

  private final List<String> filed = new CopyOnWriteArrayList<>();
  private final AtomicBoolean loses = new AtomicBoolean();

  /** Knows one patient, and files what it is sent, with or without an answer. */
  private HttpServer service() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/soap/patients", this::find);
    server.createContext("/soap/files", this::file);
    server.start();
    return server;
  }

  private void find(HttpExchange exchange) throws IOException {
    String id = body(exchange).replaceAll("(?s).*<Nhi>(.*)</Nhi>.*", "$1");
    boolean isKnown = id.equals("ZAC5361");
    answer(
        exchange,
        "<FindResult><Found>"
            + (isKnown ? 1 : 0)
            + "</Found><Session>s7</Session><Patient><Id>4711</Id><Nhi>"
            + (isKnown ? id : "")
            + "</Nhi></Patient></FindResult>");
  }

  private void file(HttpExchange exchange) throws IOException {
    filed.add(body(exchange));
    if (loses.get()) {
      exchange.close();
    } else {
      answer(exchange, "<AddResult><Ok>true</Ok></AddResult>");
    }
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes =
        ("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
                + body
                + "</s:Body></s:Envelope>")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml; charset=utf-8");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Path imported(int port) throws IOException {
    String patients = folder.resolve("patients").toString().replace("\\", "\\\\");
    String json =
        ClassicSamples.SOAP
            .replace("https://emr.example", "http://127.0.0.1:" + port)
            .replace("\"/srv/photos\"", "\"" + patients + "\", \"mapDownTo\": \"M:\\\\photos\\\\\"")
            .replace(
                "\"parentPhotoDir\"",
                "\"localFolderMapDown\": \"" + patients + "\", \"parentPhotoDir\"")
            .replace("\"emr.pem\"", "\"\"");
    Path file = Files.writeString(folder.resolve("ehrconnect.json"), json);
    Path to = folder.resolve("imported");
    Run run = Run.of("practice", "import", file, "--to", to);
    Path profile = to.resolve("practice.json");
    assertTrue(Files.exists(profile), run.out() + run.err());
    String completed =
        Files.readString(profile)
            .replaceFirst(
                "\"name\": \"getId\",",
                "\"name\": \"getId\","
                    + " \"match\": {\"path\": \"//Patient/Nhi\", \"equals\": \"{{id}}\"},");
    Files.writeString(profile, completed);
    return to;
  }

  @Test
  void photoWhoseAnswerIsLostIsAQuestionToAPersonAndIsNotSentTwice() throws Exception {
    HttpServer service = service();
    try {
      Path to = imported(service.getAddress().getPort());
      Run test =
          Run.of(
              "practice", "test", "--profile", to.resolve("practice.json"), "--patient", "ZAC5361");
      assertEquals(Medimage.OK, test.exit(), test.out() + test.err());
      assertEquals(List.of(), filed);
      Object[] options = {"--config", to.resolve("receiver.json"), "--port", 0, "--name", "PC"};
      try (Practice practice = Practice.with(folder, options)) {
        Run paired = practice.pair(practice.code());
        assertEquals(Medimage.OK, paired.exit(), paired.err());
        loses.set(true);

        Run sent = practice.send(practice.photo(), "--tag", "#ZAC5361 arm");

        assertEquals(Medimage.OK, sent.exit(), sent.out() + sent.err());
        Await.until(
            "a person is asked",
            () -> practice.atPc("deliveries").out().contains("does practice have it?"));
        loses.set(false);
        String doctor = practice.atPc("doctor").out();
        String undecided = "mend  undecided: nobody knows whether practice has 1 photo: ";
        assertTrue(doctor.contains(undecided), doctor);
        String id = practice.atPc("deliveries").out().substring(0, 36);
        Run settled = practice.atPc("deliveries", "--settle", id, "filed", "--by", "Anna");
        assertEquals(Medimage.OK, settled.exit(), settled.err());
        Await.until(
            "the answer is noted",
            () -> practice.atPc("deliveries").out().contains("    Anna decided at "));
        assertTrue(
            practice.atPc("deliveries").out().contains(" that practice has it\n"),
            practice.atPc("deliveries").out());
        assertEquals(1, filed.size());
        String name = practice.filed("ZAC5361").get(0).getFileName().toString();
        assertTrue(
            filed.get(0).contains("<Path>M:\\photos\\ZAC5361\\" + name + "</Path>"), filed.get(0));
        assertTrue(filed.get(0).contains("session=\"s7\""), filed.get(0));
        assertTrue(filed.get(0).contains("<Patient>4711</Patient>"), filed.get(0));
        assertTrue(filed.get(0).contains("<By>med &#38; image</By>"), filed.get(0));

        Run unknown = practice.send(practice.photo(), "--tag", "#ZAC5362 arm");
        assertEquals(Medimage.REJECTED, unknown.exit(), unknown.out() + unknown.err());
        assertTrue(practice.atPc("deliveries").out().contains("  held  "), "of nobody known");
        assertEquals(1, filed.size());
      }
    } finally {
      service.stop(0);
    }
  }
}
