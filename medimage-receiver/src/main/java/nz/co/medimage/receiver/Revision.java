package nz.co.medimage.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.receiver.DeliveryRecord.Assigned;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.Settled;
import nz.co.medimage.receiver.DeliveryRecord.Undecided;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/**
 * Tells what a person saw of a photo from what is so later. Two parts, so that what the receiver
 * does about a request does not look like a change under it.
 *
 * @param facts what became of the photo
 * @param open what is asked for, what is in doubt, and which sinks may have it
 */
record Revision(String facts, String open) {
  private static final int BYTES = 8;

  static Revision of(List<?> facts, List<?> open) {
    return new Revision(digest(facts), digest(open));
  }

  /** What became of a photo; not why it waits, which changes all the time. */
  static List<Object> facts(
      LedgerEntry entry, List<FollowUp> followUps, List<Assigned> assignments) {
    List<Object> facts = new ArrayList<>();
    String kind = entry.receipt().getClass().getSimpleName();
    Collections.addAll(facts, entry.photo(), kind, entry.receipt().at(), entry.message());
    for (SinkReference place : entry.filed()) {
      Collections.addAll(facts, "filed", place.sink(), place.reference());
    }
    for (FollowUp at : followUps) {
      Collections.addAll(facts, "at", at.sink(), at.state());
      facts.add(at.state() == FollowUpState.REJECTED ? at.detail() : "");
    }
    for (Assigned each : assignments) {
      Collections.addAll(facts, "assigned", each.at(), each.by(), each.to());
    }
    return facts;
  }

  /**
   * What is open about a photo.
   *
   * @param request the name of what is asked for
   * @param sinks that may have it
   */
  static List<Object> open(
      String request, List<Undecided> undecided, List<Settled> settlements, List<String> sinks) {
    List<Object> open = new ArrayList<>();
    Collections.addAll(open, "asked", request);
    for (Undecided each : undecided) {
      Collections.addAll(open, "undecided", each.sink(), each.why());
    }
    for (Settled each : settlements) {
      Collections.addAll(open, "settled", each.at(), each.by(), each.sink(), each.isFiled());
    }
    for (String sink : sinks) {
      Collections.addAll(open, "begun", sink);
    }
    return open;
  }

  private static String digest(List<?> parts) {
    MessageDigest digest = Sha256.newDigest();
    for (Object part : parts) {
      byte[] bytes = part.toString().getBytes(UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  @Override
  public String toString() {
    return facts + "-" + open;
  }
}
