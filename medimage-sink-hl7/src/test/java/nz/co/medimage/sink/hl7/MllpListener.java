package nz.co.medimage.sink.hl7;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/**
 * A receiver of MLLP for tests, on loopback. It files the photo of each message under its MSH-10,
 * once, and answers AA; faults can be planned for the next messages.
 */
final class MllpListener implements AutoCloseable {
  private final Path documents;
  private final ServerSocket server;
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<String> distinct = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private volatile boolean isAway;

  /** What happens instead of an answer, once a whole message has come. */
  @FunctionalInterface
  interface Fault {
    /**
     * Does something.
     *
     * @param id MSH-10
     */
    void happen(Conversation conversation, String id) throws IOException;
  }

  /** What a fault can do. */
  interface Conversation {
    void file() throws IOException;

    void send(String bytes) throws IOException;

    void answer(String code, String id, String more) throws IOException;

    void close() throws IOException;

    void reset() throws IOException;
  }

  MllpListener(Path documents) throws IOException {
    this(documents, ServerSocketFactory.getDefault(), 0);
  }

  /** At any port if it is 0, or at one that was free before. */
  MllpListener(Path documents, ServerSocketFactory sockets, int port) throws IOException {
    this.documents = Files.createDirectories(documents);
    this.server = sockets.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Plans a fault for the next message for which none is planned. */
  MllpListener next(Fault fault) {
    faults.add(fault);
    return this;
  }

  /** The whole messages that came, in order, by MSH-10. */
  List<String> received() {
    return List.copyOf(received);
  }

  /** How many messages came that were not equal, byte for byte. */
  int distinct() {
    return distinct.size();
  }

  int connections() {
    return connections.size();
  }

  /** Ends every connection as soon as it is made. */
  void setAway(boolean away) {
    isAway = away;
  }

  void closeConnections() throws IOException {
    for (Socket each : connections) {
      each.close();
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "mllp-listener");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        if (isAway) {
          socket.close();
        } else {
          connections.add(socket);
          start(() -> serve(socket));
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      for (byte[] message = read(in); message != null; message = read(in)) {
        handle(socket, new String(message, ISO_8859_1));
      }
    } catch (IOException e) {
      // the other side went
    }
  }

  private static byte[] read(InputStream in) throws IOException {
    if (in.read() != MllpFrame.START) {
      return null;
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int b = in.read();
    for (; b >= 0 && b != MllpFrame.END; b = in.read()) {
      message.write(b);
    }
    return b < 0 || in.read() != MllpFrame.RETURN ? null : message.toByteArray();
  }

  private void handle(Socket socket, String message) throws IOException {
    String id = message.split("\\|", 11)[9];
    received.add(id);
    if (!distinct.contains(message)) {
      distinct.add(message);
    }
    Answers answers = new Answers(socket, id, message);
    Fault fault = faults.poll();
    if (fault != null) {
      fault.happen(answers, id);
    } else {
      answers.file();
      answers.answer("AA", id, "");
    }
  }

  private final class Answers implements Conversation {
    private final Socket socket;
    private final String id;
    private final String message;

    Answers(Socket socket, String id, String message) {
      this.socket = socket;
      this.id = id;
      this.message = message;
    }

    @Override
    public void file() throws IOException {
      int begin = message.indexOf("^Base64^") + "^Base64^".length();
      byte[] photo =
          Base64.getDecoder().decode(message.substring(begin, message.indexOf('|', begin)));
      Path aside = documents.resolve("." + UUID.randomUUID());
      Files.write(aside, photo);
      Files.move(aside, documents.resolve(id), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void send(String bytes) throws IOException {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
    }

    @Override
    public void answer(String code, String id, String more) throws IOException {
      send(
          "\u000bMSH|^~\\&|X|Y|MEDIMAGE||2026||ACK|1|P|2.4\rMSA|"
              + code
              + "|"
              + id
              + "\r"
              + more
              + "\u001c\r");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    @Override
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    closeConnections();
  }
}
