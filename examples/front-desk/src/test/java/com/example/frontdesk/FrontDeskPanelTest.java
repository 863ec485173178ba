package com.example.frontdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.example.frontdesk.TodaysPatients.Patient;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.swing.AbstractButton;
import javax.swing.SwingUtilities;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.DeliveryRecord.State;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.TestPhotos;
import nz.co.medimage.transport.wifi.WifiListener;
import nz.co.medimage.transport.wifi.WifiTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class FrontDeskPanelTest {
  private static final TodaysPatients TODAY =
      new TodaysPatients(List.of(new Patient("ZAA0067", "Ben"), new Patient("ZAC5361", "Aroha")));

  @TempDir Path folder;
  private Path patients;
  private FrontDeskPanel panel;
  private Sender phone;

  @BeforeEach
  void openAndPair() throws Exception {
    patients = Files.createDirectory(folder.resolve("Patients"));
    WifiListener listener = listener();
    panel = open(listener);
    phone =
        Sender.builder(folder.resolve("phone"))
            .deviceName("Dr Rua's phone")
            .transport(WifiTransport.builder().withoutDiscovery().build())
            .build();
    phone.start();
    click(panel.newCode);
    Await.until("a code is shown", () -> swing(panel.code::getText).contains("-"));
    String code = swing(panel.code::getText).split(" ")[0];
    phone.pair(code, "127.0.0.1:" + listener.port());
    Await.until("the phone is listed", () -> swing(panel.phones.getModel()::getSize) == 1);
  }

  @AfterEach
  void close() throws Exception {
    phone.close();
    panel.close();
  }

  private static WifiListener listener() {
    return WifiListener.builder()
        .address(InetAddress.getLoopbackAddress())
        .port(0)
        .withoutDiscovery()
        .build();
  }

  private FrontDeskPanel open(WifiListener listener) throws Exception {
    Receiver.Builder builder =
        Receiver.builder(folder.resolve("pc"))
            .listener(listener)
            .sink(FolderSink.to(patients).state(folder.resolve("pc-folders")).build());
    FrontDeskPanel opened = swing(() -> new FrontDeskPanel(builder, TODAY));
    opened.start();
    return opened;
  }

  @Test
  void photoThatIsFiledIsShown() throws Exception {
    assertInstanceOf(Receipt.Delivered.class, send("#ZAC5361 arm"));
    awaitPhoto(State.DELIVERED);
    assertEquals(1, filed("ZAC5361"));
  }

  @Test
  void heldPhotoIsAssignedToAPatientOfToday() throws Exception {
    assertInstanceOf(Receipt.Held.class, send("#ZZZ0032 arm"));
    awaitPhoto(State.HELD);
    swing(
        () -> {
          panel.photos.setSelectedIndex(0);
          panel.patient.setSelectedIndex(1);
          return null;
        });
    click(panel.assign);
    awaitPhoto(State.DELIVERED);
    assertEquals(1, filed("ZAC5361"));
    phone.close();
    panel.close();
    assertEquals(" ", swing(panel.problem::getText));
  }

  @Test
  void revokedPhoneIsListedNoMore() throws Exception {
    swing(
        () -> {
          panel.phones.setSelectedIndex(0);
          return null;
        });
    click(panel.revoke);
    Await.until("the phone is gone", () -> swing(panel.phones.getModel()::getSize) == 0);
  }

  @Test
  void closedDeskFreesTheHomeForTheNextOne() throws Exception {
    panel.close();
    panel = open(listener());
    Await.until("the phone is listed", () -> swing(panel.phones.getModel()::getSize) == 1);
  }

  private Receipt send(String tag) throws Exception {
    Path photo = Files.write(folder.resolve("arm.jpg"), TestPhotos.jpeg(1));
    return phone.send(Photo.of(photo), PatientTag.parse(tag)).receipt().get(60, TimeUnit.SECONDS);
  }

  private void awaitPhoto(State state) throws Exception {
    Await.until(
        "the photo is shown as " + state,
        () ->
            swing(
                () ->
                    panel.photos.getModel().getSize() == 1
                        && panel.photos.getModel().getElementAt(0).state() == state));
  }

  private long filed(String patient) throws IOException {
    try (Stream<Path> files = Files.list(patients.resolve(patient))) {
      return files.count();
    }
  }

  private static void click(AbstractButton button) throws Exception {
    swing(
        () -> {
          button.doClick();
          return null;
        });
  }

  private static <T> T swing(Callable<T> question) throws Exception {
    FutureTask<T> task = new FutureTask<>(question);
    SwingUtilities.invokeAndWait(task);
    return task.get();
  }
}
