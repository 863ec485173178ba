package com.example.frontdesk;

import com.example.frontdesk.TodaysPatients.Patient;
import java.awt.BorderLayout;
import java.awt.GridLayout;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.swing.BorderFactory;
import javax.swing.DefaultListCellRenderer;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.SwingUtilities;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.DecisionRefusedException;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.PairedDevice;
import nz.co.medimage.receiver.PairingOffer;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.ReceiverEvents;
import nz.co.medimage.receiver.WhenUnavailable;

/**
 * A receiver with a face. The receiver is asked on the desk's own thread only, as that may take as
 * long as the disk does; the components are touched on Swing's only.
 */
final class FrontDeskPanel extends JPanel implements AutoCloseable {
  private static final int NEWEST = 100;

  final JLabel code = label("no code is open");
  final JButton newCode = new JButton("New pairing code");
  final JList<PairedDevice> phones = list(PairedDevice::name);
  final JButton revoke = new JButton("Revoke");
  final JList<DeliveryRecord> photos = list(FrontDeskPanel::line);
  final JComboBox<Patient> patient;
  final JButton assign = new JButton("Assign to patient");
  final JLabel problem = label(" ");
  private final ExecutorService desk = Executors.newSingleThreadExecutor();
  private final Receiver receiver;

  /** Makes a panel and its receiver, which gets its events and its patient check from here. */
  FrontDeskPanel(Receiver.Builder builder, TodaysPatients today) throws IOException {
    super(new BorderLayout());
    receiver = builder.patientCheck(today, WhenUnavailable.WAIT).events(new DeskEvents()).build();
    patient = new JComboBox<>(today.patients().toArray(new Patient[0]));
    newCode.addActionListener(click -> ask(this::offer));
    revoke.addActionListener(click -> revokeSelected());
    assign.addActionListener(click -> assignSelected());
    JPanel lists = new JPanel(new GridLayout(1, 2));
    lists.add(titled("Phones", phones, revoke));
    lists.add(titled("Photos", photos, row(patient, assign)));
    add(row(newCode, code), BorderLayout.NORTH);
    add(lists, BorderLayout.CENTER);
    add(problem, BorderLayout.SOUTH);
  }

  void start() throws IOException {
    receiver.start();
    ask(() -> {});
  }

  private void offer() {
    PairingOffer offer = receiver.offerPairing(Duration.ofMinutes(10));
    LocalTime until =
        LocalTime.ofInstant(offer.validUntil(), ZoneId.systemDefault())
            .truncatedTo(ChronoUnit.MINUTES);
    SwingUtilities.invokeLater(() -> code.setText(offer.code() + " until " + until));
  }

  private void revokeSelected() {
    PairedDevice phone = phones.getSelectedValue();
    if (phone != null) {
      ask(() -> receiver.revoke(phone.name()));
    }
  }

  private void assignSelected() {
    DeliveryRecord photo = photos.getSelectedValue();
    Patient chosen = (Patient) patient.getSelectedItem();
    if (photo != null && chosen != null) {
      PatientTag tag = PatientTag.parse("#" + chosen.id());
      ask(() -> receiver.assign(photo, tag, System.getProperty("user.name")));
    }
  }

  /** Something that is asked of the receiver. */
  private interface Request {
    void run() throws IOException, DecisionRefusedException;
  }

  /** Asks on the desk's thread, and shows how things are afterwards. */
  private void ask(Request request) {
    desk.execute(
        () -> {
          try {
            request.run();
            List<PairedDevice> paired = receiver.pairings();
            List<DeliveryRecord> newest = receiver.deliveries(NEWEST);
            SwingUtilities.invokeLater(
                () -> {
                  show(phones, paired);
                  show(photos, newest);
                });
          } catch (IOException
              | DecisionRefusedException
              | IllegalArgumentException
              | IllegalStateException e) {
            SwingUtilities.invokeLater(() -> problem.setText(e.getMessage()));
          }
        });
  }

  /** Keeps what is selected: photos may come in while somebody decides about one. */
  private static <T> void show(JList<T> list, List<T> values) {
    T selected = list.getSelectedValue();
    list.setListData(new Vector<>(values));
    list.setSelectedValue(selected, false);
  }

  private static String line(DeliveryRecord photo) {
    String what = photo.filed().isEmpty() ? photo.detail() : photo.filed().get(0).reference();
    return photo.state() + "  " + photo.from() + "  " + what;
  }

  /** Closes the receiver; blocks for some seconds at most. */
  @Override
  public void close() {
    try {
      receiver.close();
    } catch (IOException e) {
      SwingUtilities.invokeLater(() -> problem.setText(e.getMessage()));
    }
    desk.shutdown();
  }

  /** Called on a thread of the receiver, which waits half a second at most. */
  private final class DeskEvents implements ReceiverEvents {
    @Override
    public void paired(PairedDevice device) {
      ask(() -> {});
    }

    @Override
    public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
      ask(() -> {});
    }

    @Override
    public void held(PhotoId id, String from, Receipt.Held receipt) {
      ask(() -> {});
    }

    @Override
    public void rejected(PhotoId id, String from, Receipt.Rejected receipt) {
      ask(() -> {});
    }

    @Override
    public void offerBurnt(PairingOffer offer) {
      SwingUtilities.invokeLater(() -> code.setText("the code was guessed at; make a new one"));
    }

    @Override
    public void problem(String sentence) {
      SwingUtilities.invokeLater(() -> problem.setText(sentence));
    }
  }

  private static JPanel row(JComponent... components) {
    JPanel row = new JPanel();
    List.of(components).forEach(row::add);
    return row;
  }

  private static JPanel titled(String title, JComponent list, JComponent below) {
    JPanel panel = new JPanel(new BorderLayout());
    panel.setBorder(BorderFactory.createTitledBorder(title));
    panel.add(new JScrollPane(list), BorderLayout.CENTER);
    panel.add(below, BorderLayout.SOUTH);
    return panel;
  }

  private static JLabel label(String text) {
    JLabel label = new JLabel();
    plain(label);
    label.setText(text);
    return label;
  }

  /** Devices choose their names: one that begins with {@code <html>} must stay a text. */
  private static void plain(JLabel label) {
    label.putClientProperty("html.disable", true);
  }

  private static <T> JList<T> list(Function<T, String> line) {
    JList<T> list = new JList<>();
    DefaultListCellRenderer label = new DefaultListCellRenderer();
    plain(label);
    list.setCellRenderer(
        (of, value, index, isSelected, hasFocus) ->
            label.getListCellRendererComponent(of, line.apply(value), index, isSelected, hasFocus));
    return list;
  }
}
