package com.example.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The archive's side: keeps each photo once, in a file, for who knows the password. */
final class FakeArchive implements AutoCloseable {
  static final String PASSWORD = "correct horse";

  private static final String AUTHORIZATION =
      "Basic " + Base64.getEncoder().encodeToString(("medimage:" + PASSWORD).getBytes(UTF_8));

  private final Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile boolean isSilent;

  /**
   * Begins to listen.
   *
   * @param port 0 for any
   */
  FakeArchive(Path folder, int port) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("photos"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
    server.createContext("/photos/", this::put);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** From now on it stores photos, but never answers. */
  void fallSilent() {
    isSilent = true;
  }

  private void put(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 401;
      if (AUTHORIZATION.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        status = store(exchange) ? 201 : 412;
      }
      if (!isSilent) {
        exchange.sendResponseHeaders(status, -1);
      } else {
        Thread.sleep(Long.MAX_VALUE);
      }
    } catch (InterruptedException e) {
      // it was closed
    }
  }

  private boolean store(HttpExchange exchange) throws IOException {
    Path part = Files.createTempFile(folder, ".", ".part");
    Files.write(part, exchange.getRequestBody().readAllBytes());
    Path photo = folder.resolve(exchange.getRequestURI().getPath().substring(1));
    synchronized (this) {
      boolean isNew = Files.notExists(photo);
      if (isNew) {
        Files.move(part, photo);
      } else {
        Files.delete(part);
      }
      return isNew;
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
