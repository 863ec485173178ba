package com.example.frontdesk;

import com.example.frontdesk.TodaysPatients.Patient;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.swing.JFrame;
import javax.swing.SwingUtilities;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.transport.wifi.WifiListener;

/** Shows the front desk in a window. */
public final class FrontDesk {
  private FrontDesk() {}

  /**
   * Runs it.
   *
   * @param arguments the folder of the receiver and that of the patients
   */
  public static void main(String[] arguments) throws IOException {
    Path home = Path.of(arguments[0]);
    Path patients = Files.createDirectories(Path.of(arguments[1]));
    Receiver.Builder builder =
        Receiver.builder(home)
            .name("Front desk")
            .listener(WifiListener.builder().build())
            .sink(FolderSink.to(patients).state(home.resolve("sinks/folders")).build());
    TodaysPatients today =
        new TodaysPatients(
            List.of(new Patient("ZAC5361", "Aroha Test"), new Patient("ZAA0067", "Ben Example")));
    FrontDeskPanel panel = new FrontDeskPanel(builder, today);
    panel.start();
    SwingUtilities.invokeLater(() -> show(panel));
  }

  private static void show(FrontDeskPanel panel) {
    JFrame frame = new JFrame("Front desk");
    frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
    frame.add(panel);
    frame.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosed(WindowEvent event) {
            new Thread(panel::close, "close").start(); // takes seconds at most
          }
        });
    frame.pack();
    frame.setVisible(true);
  }
}
