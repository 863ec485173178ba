package nz.co.medimage.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.State;
import nz.co.medimage.receiver.Receiver;

/** Looks for photos that are not where they should be until a person does something. */
final class PhotoChecks {
  /** A home may hold a million; what is older than these was told in its time. */
  private static final int NEWEST = 10_000;

  private static final int PAGE = 500;

  private final Map<String, Integer> undecided = new TreeMap<>();
  private final Map<String, Integer> rejected = new TreeMap<>();
  private int held;

  private PhotoChecks() {}

  /** Reads the newest deliveries. */
  static List<Check> look(Receiver receiver) throws IOException {
    PhotoChecks checks = new PhotoChecks();
    List<DeliveryRecord> page = receiver.deliveries(PAGE);
    for (int seen = 0; !page.isEmpty() && seen < NEWEST; seen += PAGE) {
      page.forEach(checks::count);
      PhotoId last = page.get(page.size() - 1).id();
      page = receiver.deliveriesBefore(last, PAGE);
    }
    return checks.found();
  }

  private void count(DeliveryRecord record) {
    held += record.state() == State.HELD ? 1 : 0;
    record.undecided().forEach(each -> undecided.merge(each.sink(), 1, Integer::sum));
    record.followUps().stream()
        .filter(each -> each.state() == FollowUpState.REJECTED)
        .forEach(each -> rejected.merge(each.sink(), 1, Integer::sum));
  }

  private List<Check> found() {
    List<Check> found = new ArrayList<>();
    if (held > 0) {
      found.add(
          Check.mend(
              "held",
              "nobody knows whose "
                  + photos(held)
                  + (held == 1 ? " is" : " are")
                  + ": 'deliveries' says what was typed, and 'deliveries --assign' files one"));
    }
    undecided.forEach(
        (sink, photos) ->
            found.add(
                Check.mend(
                    "undecided",
                    "nobody knows whether "
                        + sink
                        + " has "
                        + photos(photos)
                        + ": 'deliveries' says where to look, and 'deliveries --settle' takes what"
                        + " you found")));
    rejected.forEach(
        (sink, photos) ->
            found.add(
                Check.mend(
                    "rejected",
                    sink
                        + " does not take "
                        + photos(photos)
                        + ": 'deliveries' says why; 'deliveries --replay' tries one again, and"
                        + " 'deliveries --assign' files it under another id")));
    return found;
  }

  private static String photos(int photos) {
    return photos == 1 ? "1 photo" : photos + " photos";
  }
}
