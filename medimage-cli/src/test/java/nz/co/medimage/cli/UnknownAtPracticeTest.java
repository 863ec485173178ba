package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import nz.co.medimage.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A practice system takes HL7 for the patients that it knows, and nobody checks ids before. */
@Timeout(180)
class UnknownAtPracticeTest {
  @TempDir Path folder;

  /** Knows one patient; answers ERR 204 for all others. */
  private static final class Listener implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<String> documents = new CopyOnWriteArrayList<>();

    Listener() throws IOException {
      Thread thread = new Thread(this::serve, "hl7-listener");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          answer(socket);
        } catch (IOException e) {
          // the next one, or the end
        }
      }
    }

    private void answer(Socket socket) throws IOException {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      StringBuilder message = new StringBuilder();
      for (int c = in.read(); c != 0x1C; c = in.read()) {
        message.append((char) c);
      }
      String[] header = message.toString().split("\\|", 12);
      String error = "";
      if (message.indexOf("|ZZZ0016^") > 0) {
        documents.add(header[9]);
      } else {
        error = "\rERR||PID^1^3|204^Unknown key identifier^HL70357|E";
      }
      String answer =
          "\u000BMSH|^~\\&|EHR|||PHOTOS|20261127||ACK|1|P|2.5.1\rMSA|"
              + (error.isEmpty() ? "AA" : "AE")
              + "|"
              + header[9]
              + error
              + "\r\u001C\r";
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private Path configuration(Listener listener) throws IOException {
    String json =
        """
        {
          "name": "PC",
          "sinks": [{"add-on": "folders", "settings": {"to": "%s"}}],
          "follow-ups": [
            {
              "add-on": "hl7",
              "settings": {
                "host": "127.0.0.1", "port": %d, "version": "2.5.1",
                "patient-id-type": "NHI", "assigning-authority": "NHI"
              }
            }
          ]
        }
        """
            .formatted(
                folder.resolve("patients").toString().replace("\\", "\\\\"),
                listener.server.getLocalPort());
    return Files.writeString(folder.resolve("receiver.json"), json);
  }

  @Test
  void photoOfAMistypedIdIsSentForThePatientThatAPersonNames() throws Exception {
    try (Listener listener = new Listener();
        Practice practice =
            Practice.with(folder, "--config", configuration(listener), "--port", 0)) {
      Run paired = practice.pair(practice.code());
      assertEquals(Medimage.OK, paired.exit(), paired.err());
      Run sent = practice.send("--tag", "#ZZZ0061 arm", practice.photo());
      assertEquals(Medimage.OK, sent.exit(), sent.out() + sent.err());
      String id =
          practice.await("hl7 rejected a photo: .* 204.*'deliveries --assign ([0-9a-f-]{36}) TAG'");
      assertEquals(List.of(), listener.documents);

      Run assigned = practice.atPc("deliveries", "--assign", id, "#ZZZ0016 arm", "--by", "Anna");
      assertEquals(Medimage.OK, assigned.exit(), assigned.err());
      assertTrue(assigned.out().contains("    folders keeps it where it is: ZZZ0061/"));
      Await.until("the practice system has it", () -> listener.documents.size() == 1);
      Await.until(
          "deliveries says so",
          () -> practice.atPc("deliveries").out().contains("    hl7  filed  "));

      assertEquals(1, practice.filed("ZZZ0061").size());
      String list = practice.atPc("deliveries").out();
      assertTrue(list.contains(": from #ZZZ0061 arm to #ZZZ0016 arm"), list);
    }
  }
}
