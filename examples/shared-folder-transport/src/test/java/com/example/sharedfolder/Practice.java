package com.example.sharedfolder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.testkit.TestPhotos;

/** A phone and a PC that have nothing but a shared folder between them. */
record Practice(Path root) {

  static Practice create(Path root) throws IOException {
    Practice practice = new Practice(root);
    Files.createDirectories(practice.shared());
    Files.createDirectories(practice.patients());
    Files.write(practice.photo(), TestPhotos.jpeg(1, 2400, 1800));
    return practice;
  }

  Path shared() {
    return root.resolve("shared");
  }

  Path pc() {
    return root.resolve("pc");
  }

  Path patients() {
    return root.resolve("Patients");
  }

  Path photo() {
    return root.resolve("arm.jpg");
  }

  Sink folders() {
    return FolderSink.to(patients()).state(root.resolve("pc-folders")).build();
  }

  Receiver receiver(Sink sink) throws IOException {
    return Receiver.builder(pc()).listener(new FolderListener(shared())).sink(sink).build();
  }

  Receiver receiver() throws IOException {
    return receiver(folders());
  }

  Sender sender() throws IOException {
    return Sender.builder(root.resolve("phone"))
        .findTransports(Map.of("shared-folder", Map.of("folder", shared().toString())))
        .backoff(new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(1), 0))
        .build();
  }

  Delivery send(Sender phone) throws IOException {
    return phone.send(Photo.of(photo()), PatientTag.parse("#ZAC5361 arm"));
  }

  void pair() throws IOException {
    try (Receiver pc = receiver();
        Sender phone = sender()) {
      pc.start();
      phone.start();
      phone.pair(pc.offerPairing().code());
    }
  }

  List<Path> filed() throws IOException {
    return files(patients(), "ZAC5361/arm");
  }

  /** The files below a folder whose path contains a text. */
  List<Path> files(Path folder, String text) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> folder.relativize(file).toString().replace('\\', '/').contains(text))
          .toList();
    }
  }
}
