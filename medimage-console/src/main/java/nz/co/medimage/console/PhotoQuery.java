package nz.co.medimage.console;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.Receiver;

/**
 * Which photos a list shows. It comes in the body of a request and never in an address, as what is
 * searched for may name a patient.
 *
 * @param phone the name of the phone that sent them; empty for all
 * @param text a part of where they are filed, of a tag, or of a phone's name; empty for all
 */
record PhotoQuery(Show show, String phone, String text) {
  static final PhotoQuery ALL = new PhotoQuery(Show.ALL, "", "");

  private static final int LONGEST = 100;

  /** How far they are. */
  enum Show {
    ALL,
    NEEDS,
    WAITING,
    DELIVERED,
    HELD,
    REJECTED;

    /** As a form has it. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a form asks for; what it lacks or has wrong restricts nothing. */
  static PhotoQuery of(Map<String, String> form) {
    String wanted = form.getOrDefault("show", "");
    Show show =
        Stream.of(Show.values())
            .filter(each -> each.key().equals(wanted))
            .findFirst()
            .orElse(Show.ALL);
    String text = form.getOrDefault("text", "").strip();
    String withoutMark = text.startsWith("#") ? text.substring(1) : text;
    return new PhotoQuery(
        show,
        form.getOrDefault("phone", ""),
        withoutMark.substring(0, Math.min(LONGEST, withoutMark.length())));
  }

  boolean isAll() {
    return equals(ALL);
  }

  /** Whether a photo is one of them. */
  boolean matches(Receiver receiver, DeliveryRecord photo) {
    return isShown(photo)
        && (phone.isEmpty() || phone.equals(photo.from()))
        && (text.isEmpty() || hasText(receiver, photo));
  }

  private boolean isShown(DeliveryRecord photo) {
    return switch (show) {
      case ALL -> true;
      case NEEDS -> photo.needsPerson();
      case WAITING -> photo.isWaiting();
      case DELIVERED, HELD, REJECTED -> photo.state().name().equals(show.name());
    };
  }

  private boolean hasText(Receiver receiver, DeliveryRecord photo) {
    Stream<String> filed =
        Stream.concat(
            photo.filed().stream().map(SinkReference::reference),
            photo.followUps().stream()
                .filter(at -> at.state() == FollowUpState.FILED)
                .map(FollowUp::detail));
    Stream<String> tags =
        photo.assignments().stream().flatMap(each -> Stream.of(each.from(), each.to()));
    Stream<String> seen = Stream.concat(Stream.of(photo.from()), Stream.concat(filed, tags));
    return seen.anyMatch(this::has) || (photo.isInQuarantine() && has(typedTag(receiver, photo)));
  }

  private boolean has(String value) {
    return value.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }

  private static String typedTag(Receiver receiver, DeliveryRecord photo) {
    try {
      return receiver.manifest(photo.id()).map(Manifest::tag).map(Object::toString).orElse("");
    } catch (IOException e) {
      return ""; // nothing of it can be read
    }
  }

  /** Leaves out what was searched for. */
  @Override
  public String toString() {
    return "PhotoQuery[" + show + "]";
  }
}
