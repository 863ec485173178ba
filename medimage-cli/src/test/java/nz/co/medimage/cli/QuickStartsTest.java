package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.testkit.PrintedLines;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The calls that pages begin with, one after the other as they stand there: in a folder of the
 * test, over loopback, with the code that the receiver prints and ports that are free.
 */
@Timeout(120)
class QuickStartsTest {
  @TempDir Path folder;
  private final List<Thread> running = new ArrayList<>();
  private String code = "";
  private String port = "";
  private String relay = "";

  @AfterEach
  void stop() throws InterruptedException {
    for (Thread thread : running) {
      thread.interrupt();
      thread.join();
    }
  }

  private void run(String page, String beginning) throws IOException {
    MarkdownPage.Block block =
        MarkdownPage.read(Path.of(page)).blocks("sh").stream()
            .filter(each -> each.text().startsWith(beginning))
            .findFirst()
            .orElseThrow();
    for (List<String> call : ShellCalls.in(block.text())) {
      run(call);
    }
  }

  private void run(List<String> call) throws IOException {
    List<String> words = new ArrayList<>(call.subList(0, 1));
    for (String word : call.subList(1, call.size())) {
      words.add(here(word));
    }
    switch (call.get(0)) {
      case "relay" -> {
        words.addAll(List.of("--port", "0"));
        relay = "http://127.0.0.1:" + start(words).await("Relaying on port ([0-9]+)");
      }
      case "receive" -> {
        words.addAll(List.of("--port", "0", "--address", "127.0.0.1", "--no-discovery"));
        PrintedLines lines = start(words);
        port = lines.await("\\bport\\W{1,2}([0-9]+)");
        code = lines.await("Pairing code: (\\S+) ");
      }
      case "pair" -> {
        words.add("--no-discovery");
        if (!call.contains("--at")) {
          words.addAll(List.of("--at", "127.0.0.1:" + port));
        }
        succeeds(words);
      }
      case "send" -> {
        words.add("--no-discovery");
        succeeds(words);
      }
      default -> succeeds(words);
    }
  }

  /** A word of a page in terms of this test. */
  private String here(String word) throws IOException {
    if (word.equals("7-QXKD")) {
      return code;
    } else if (word.startsWith("http:")) {
      return relay;
    } else if (List.of("pc", "phone", "relay", "Patients").contains(word)) {
      return folder.resolve(word).toString();
    } else if (word.endsWith(".jpg")) {
      return Files.write(folder.resolve(word), TestPhotos.jpeg(1)).toString();
    } else if (word.endsWith(".heic")) {
      byte[] head = "\0\0\0\24ftypheic\0\0\0\0heic".getBytes(StandardCharsets.ISO_8859_1);
      return Files.write(folder.resolve(word), head).toString();
    }
    return word;
  }

  private PrintedLines start(List<String> words) {
    PrintedLines lines = new PrintedLines();
    PrintWriter out = new PrintWriter(lines);
    Thread thread =
        new Thread(() -> Medimage.run(out, out, words.toArray(String[]::new)), words.get(0));
    thread.setDaemon(true);
    thread.start();
    running.add(thread);
    return lines;
  }

  private static void succeeds(List<String> words) {
    Run run = Run.of(words.toArray());
    assertEquals(Medimage.OK, run.exit(), () -> words + " printed " + run.out() + run.err());
  }

  private void assertFiled(int photos) throws IOException {
    try (Stream<Path> filed = Files.list(folder.resolve("Patients").resolve("ZAC5361"))) {
      assertEquals(photos, filed.filter(file -> !file.toString().contains("/.")).count());
    }
  }

  @Test
  void demoOfTheReadme() throws IOException {
    run("README.md", "./medimage demo");
  }

  @Test
  void practiceOfTheReadmeAndOfOperate() throws IOException {
    run("README.md", "./medimage receive --home pc --to");
    assertFiled(2);
    String readme = Files.readString(MarkdownPage.ROOT.resolve("README.md"));
    for (int i = 0; i < 2; i++) { // with the page, and without
      String block = MarkdownPage.read(Path.of("docs/operate.md")).blocks("sh").get(i).text();
      assertTrue(readme.contains(block), block);
    }
  }

  @Test
  void relayOfItsPage() throws IOException {
    run("docs/run-a-relay.md", "./medimage relay --home relay --address");
    assertFiled(1);
  }
}
