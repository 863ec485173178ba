package nz.co.medimage.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.testkit.TestPhotos;
import nz.co.medimage.transport.wifi.WifiListener;
import nz.co.medimage.transport.wifi.WifiTransport;

/** A receiver that shows its page, on all addresses of this computer, and a browser's cookie. */
final class Practice implements AutoCloseable {
  private final Console console;
  private final Receiver receiver;
  private final int port;
  private final String cookie;

  private Practice(Console console, Receiver receiver, int port, String cookie) {
    this.console = console;
    this.receiver = receiver;
    this.port = port;
    this.cookie = cookie;
  }

  static Practice open(Path folder, Consumer<Console.Builder> options) throws IOException {
    return open(folder, options, receiver -> {});
  }

  static Practice open(
      Path folder, Consumer<Console.Builder> options, Consumer<Receiver.Builder> more)
      throws IOException {
    Path home = folder.resolve("pc");
    Path patients = Files.createDirectories(folder.resolve("patients"));
    Console.Builder builder = Console.builder(home).folder("folders", patients);
    options.accept(builder);
    Console console = builder.build();
    WifiListener wifi =
        WifiListener.builder()
            .port(0)
            .withoutDiscovery()
            .withoutWarmUp()
            .localPages(console)
            .build();
    Receiver.Builder receiver =
        Receiver.builder(home)
            .name("Room 1")
            .listener(wifi)
            .withoutWarmUp()
            .events(console.events())
            .sink(FolderSink.to(patients).state(folder.resolve("state")).build());
    more.accept(receiver);
    Receiver built = receiver.build();
    built.start();
    console.show(built, wifi.port());
    String link = console.startLink().toString();
    String token = link.substring(link.indexOf("/start"));
    RawHttp.Answer first = new RawHttp(wifi.port(), "").get(token);
    String cookie = first.header("Set-Cookie").split(";", -1)[0];
    return new Practice(console, built, wifi.port(), cookie);
  }

  Console console() {
    return console;
  }

  Receiver receiver() {
    return receiver;
  }

  int port() {
    return port;
  }

  /** The secret that a browser holds. */
  String cookie() {
    return cookie.substring(cookie.indexOf('=') + 1);
  }

  /** The browser that opened the start link. */
  RawHttp http() {
    return new RawHttp(port, cookie);
  }

  /** A phone that is paired by the code. */
  Sender phone(Path home, String name, String code) throws IOException {
    Sender sender =
        Sender.builder(home)
            .deviceName(name)
            .transport(WifiTransport.builder().withoutDiscovery().build())
            .withoutWarmUp()
            .build();
    sender.start();
    sender.pair(code, "127.0.0.1:" + port);
    return sender;
  }

  /** Sends a photo, and waits for its receipt. */
  static Receipt send(Sender phone, Path folder, String tag, int seed) throws IOException {
    Path file = Files.write(folder.resolve("photo-" + seed + ".jpg"), TestPhotos.jpeg(seed));
    return phone.send(Photo.of(file), PatientTag.parse(tag)).receipt().join();
  }

  @Override
  public void close() throws IOException {
    console.close();
    receiver.close();
  }
}
