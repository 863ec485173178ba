package nz.co.medimage.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.capture.CapturedPhoto;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.ReceiverEvents;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.transport.wifi.WifiListener;
import nz.co.medimage.transport.wifi.WifiTransport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A receiver and a sender in one go, paired by a code, over TLS on this machine. */
@Command(
    name = "demo",
    description = "Runs a receiver and a sender, and sends one photo from one to the other.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Parameters(
      arity = "0..1",
      index = "0",
      paramLabel = "FILE",
      description = "The photo to send. Default: one that is drawn here.")
  private @Nullable Path file;

  @Parameters(
      arity = "0..1",
      index = "1",
      paramLabel = "TAG",
      defaultValue = "#ZAC5361 arm",
      description = "The patient. Default: ${DEFAULT-VALUE}.")
  private String tag;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "The folder into which it is filed. Default: a new one.")
  private @Nullable Path target;

  @Override
  public Integer call() throws IOException {
    PatientTag patient = PatientTag.parse(tag);
    if (file == null && ModuleLayer.boot().findModule("java.desktop").isEmpty()) {
      throw new BadInputException(
          "This Java cannot draw a picture, as it lacks the module java.desktop; name a photo.");
    }
    Path work = Files.createTempDirectory("medimage-demo-");
    try {
      Path source = file == null ? work.resolve("drawn.jpg") : file;
      if (file == null) {
        SamplePhoto.draw(source);
      }
      Photo photo = CapturedPhoto.of(source);
      Path patients = target == null ? Files.createTempDirectory("medimage-patients-") : target;
      return run(work, source, photo, patient, patients);
    } finally {
      DurableFiles.deleteTree(work);
    }
  }

  private int run(Path work, Path source, Photo photo, PatientTag patient, Path patients)
      throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    WifiListener wifi = WifiListener.builder().port(0).address(here).withoutDiscovery().build();
    ReceiverEvents events = PrintedEvents.withPaths(output, Map.of("folders", patients));
    try (Receiver receiver =
            new ReceiverAssembly(work.resolve("receiver"), "Demo PC", List.of(wifi))
                .targets(List.of(patients), Optional.empty(), false)
                .maxSize(Math.max(16 << 20, Files.size(source)))
                .start(events);
        Sender sender =
            Sender.builder(work.resolve("sender"))
                .deviceName("Demo phone")
                .transport(WifiTransport.builder().withoutDiscovery().build())
                .withoutWarmUp()
                .build()) {
      sender.start();
      String code = receiver.offerPairing().code();
      output.hint("Pairing with the code " + code);
      sender.pair(code, here.getHostAddress() + ":" + wifi.port());
      Delivery sending = sender.send(photo, patient);
      return new SendReport(output, Map.of(sending, List.of(source.toString())))
          .await(Duration.ofMinutes(5));
    }
  }
}
