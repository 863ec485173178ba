package com.example.sender;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.testkit.TestPhotos;
import nz.co.medimage.transport.wifi.WifiListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program as its user does, in a process of its own, against a real receiver. */
@Timeout(180)
final class SendFilesTest {
  private static final byte[] ARM = TestPhotos.jpeg(1);
  private static final byte[] LEG = TestPhotos.jpeg(2, 2400, 1800);

  @TempDir private Path folder;
  private Path patients;

  @BeforeEach
  void makePhotos() throws IOException {
    patients = folder.resolve("Patients");
    Files.write(folder.resolve("arm.jpg"), ARM);
    Files.write(folder.resolve("leg.jpg"), LEG);
    Files.writeString(folder.resolve("notes.xyz"), "not a photo");
  }

  @Test
  void pairsAndSendsFiles() throws Exception {
    try (Practice practice = new Practice(0)) {
      assertEquals(0, run("pair", practice.code(), practice.address()), this::output);
      assertEquals(0, run("#ZAC5361 wound", "arm.jpg", "leg.jpg"), this::output);
      assertTrue(output().contains("leg.jpg: DeliveryStatus[DELIVERED, "), this::output);
      List<byte[]> filed = filed();
      assertEquals(2, filed.size());
      assertArrayEquals(ARM, filed.get(0));
      assertArrayEquals(LEG, filed.get(1));
    }
  }

  @Test
  void whatTheReceiverRejectsIsSaid() throws Exception {
    try (Practice practice = new Practice(0)) {
      assertEquals(0, run("pair", practice.code(), practice.address()), this::output);
      assertEquals(3, run("#ZAC5361", "notes.xyz"), this::output);
      assertTrue(output().contains("notes.xyz: DeliveryStatus[REJECTED, "), this::output);
    }
  }

  @Test
  void programThatIsKilledLosesNothing() throws Exception {
    int port;
    try (Practice practice = new Practice(0)) {
      port = practice.port();
      assertEquals(0, run("pair", practice.code(), practice.address()), this::output);
    }
    Process program = start("#ZAC5361 wound", "arm.jpg");
    while (!output().contains("arm.jpg: ")) {
      assertTrue(program.isAlive(), this::output);
      Thread.onSpinWait();
    }
    program.destroyForcibly().waitFor();
    try (Practice practice = new Practice(port)) {
      assertEquals(0, run("#ZAC5361 wound", "arm.jpg"), this::output);
      List<byte[]> filed = filed();
      assertEquals(1, filed.size());
      assertArrayEquals(ARM, filed.get(0));
    }
  }

  private Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(SendFiles.class.getName(), "home"));
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }

  private int run(String... args) throws Exception {
    Process program = start(args);
    assertTrue(program.waitFor(100, TimeUnit.SECONDS), this::output);
    return program.exitValue();
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** What lies in the patient's folder, the smallest first. */
  private List<byte[]> filed() throws IOException {
    List<byte[]> contents = new ArrayList<>();
    try (Stream<Path> files = Files.list(patients.resolve("ZAC5361"))) {
      for (Path file : files.toList()) {
        contents.add(Files.readAllBytes(file));
      }
    }
    contents.sort(Comparator.comparingInt(content -> content.length));
    return contents;
  }

  /** A practice's PC. */
  private final class Practice implements AutoCloseable {
    private final WifiListener listener;
    private final Receiver receiver;

    Practice(int port) throws IOException {
      listener =
          WifiListener.builder()
              .address(InetAddress.getLoopbackAddress())
              .port(port)
              .withoutDiscovery()
              .build();
      receiver =
          Receiver.builder(folder.resolve("pc"))
              .listener(listener)
              .sink(FolderSink.to(patients).state(folder.resolve("pc-folders")).build())
              .build();
      receiver.start();
    }

    int port() {
      return listener.port();
    }

    String address() {
      return "127.0.0.1:" + port();
    }

    String code() {
      return receiver.offerPairing().code();
    }

    @Override
    public void close() throws IOException {
      receiver.close();
    }
  }
}
