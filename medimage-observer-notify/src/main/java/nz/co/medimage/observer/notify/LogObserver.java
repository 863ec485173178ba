package nz.co.medimage.observer.notify;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.api.spi.StagedPhoto;

/** Writes a line in plain English for whatever happens. */
final class LogObserver implements ReceiverObserver {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss", Locale.ENGLISH);

  /** The most lines that wait for a disk that is full. */
  static final int MOST_WAITING = 1_000;

  private static final int MOST_RETRIED = 1_000;

  private final AddOnContext context;
  private final DailyFiles files;
  private final boolean isNamingPatients;
  private final Queue<Line> waiting = new ArrayDeque<>();
  private final Set<String> retried = Collections.newSetFromMap(new Newest());
  private int dropped;

  private record Line(ZonedDateTime at, String text) {}

  /** Whatever is oldest goes. */
  private static final class Newest extends LinkedHashMap<String, Boolean> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
      return size() > MOST_RETRIED;
    }
  }

  LogObserver(AddOnContext context, DailyFiles files) {
    this.context = context;
    this.files = files;
    this.isNamingPatients = context.settings().flag("patients");
  }

  @Override
  public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
    String where =
        receipt.references().stream().map(this::place).collect(Collectors.joining(" and "));
    String what = isNamingPatients ? " tagged " + photo.manifest().tag() : "";
    write(photo(photo.id()) + " from " + photo.from() + what + " is filed in " + where + ".");
  }

  private String place(SinkReference filed) {
    return filed.sink() + (isNamingPatients ? ": " + filed.reference() : "");
  }

  @Override
  public void held(PhotoId id, String from, Receipt.Held receipt) {
    write(
        photo(id)
            + " from "
            + from
            + " waits until somebody says whose it is."
            + detail(receipt.message()));
  }

  @Override
  public void rejected(PhotoId id, String from, Receipt.Rejected receipt) {
    write(
        photo(id)
            + " from "
            + from
            + " was rejected ("
            + receipt.code()
            + ")."
            + detail(receipt.message()));
  }

  /** Only the first time: the log is no record of attempts. */
  @Override
  public void retrying(PhotoId id, String step, String why, Duration pause, Throwable cause) {
    if (retried.add(id + " " + step)) {
      write(photo(id) + " waits for " + step + " and is tried until it works." + detail(why));
    }
  }

  @Override
  public void busy(PhotoId id, String step, Duration lasted) {
    String time = Plural.of(lasted.toMinutes(), "minute");
    write(step + " has been at work on " + photo(id) + " for " + time + ".");
  }

  @Override
  public void followedUp(PhotoId id, SinkReference reference) {
    write(photo(id) + " is filed in " + place(reference) + " too.");
  }

  @Override
  public void followUpRejected(PhotoId id, String sink, String why) {
    write(sink + " rejected " + photo(id) + ", which is kept." + detail(why));
  }

  @Override
  public void unavailable(String step, String why) {
    write(step + " cannot be used. What waits for it is kept." + detail(why));
  }

  @Override
  public void available(String step) {
    write(step + " works again.");
  }

  @Override
  public void outcomeUnknown(PhotoId id, String sink, String why) {
    write("Nobody can tell whether " + sink + " has " + photo(id) + "." + detail(why));
  }

  @Override
  public void problem(String sentence) {
    write(sentence);
  }

  private static String photo(PhotoId id) {
    return "photo " + id.envelope();
  }

  private String detail(String sentence) {
    return isNamingPatients && !sentence.isEmpty() ? " " + sentence : "";
  }

  private void write(String sentence) {
    ZonedDateTime now = context.clock().instant().atZone(ZoneId.systemDefault());
    String line = OneLine.of(sentence);
    if (line.isEmpty()) {
      return;
    }
    waiting.add(
        new Line(now, line.substring(0, 1).toUpperCase(Locale.ENGLISH) + line.substring(1)));
    if (waiting.size() > MOST_WAITING) {
      waiting.remove();
      dropped++;
    }
    try {
      writeWaiting(now);
    } catch (IOException e) {
      context.problem(
          "The log cannot be written; see whether its folder is there, the disk has space, and"
              + " the receiver may write there.");
    }
  }

  private void writeWaiting(ZonedDateTime now) throws IOException {
    if (dropped > 0) {
      String lines = Plural.of(dropped, "line") + (dropped == 1 ? " is" : " are");
      append(new Line(now, lines + " missing here, because the log could not be written."));
      dropped = 0;
    }
    for (Line line = waiting.peek(); line != null; line = waiting.peek()) {
      append(line);
      waiting.remove();
    }
  }

  private void append(Line line) throws IOException {
    files.append(line.at().toLocalDate(), TIME.format(line.at()) + "  " + line.text());
  }

  /** Tries once more to write what could not be written. */
  @Override
  public void close() throws IOException {
    writeWaiting(context.clock().instant().atZone(ZoneId.systemDefault()));
  }
}
