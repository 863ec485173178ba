package nz.co.medimage.transport.http.v1;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;

/** The problems that this protocol defines: one for each action that a client can take. */
public enum ProblemType {
  /** Stands for a {@link NotPairedException}. */
  NOT_PAIRED(401, "This device is not paired"),
  /** Stands for an {@link EnvelopeLostException}. */
  ENVELOPE_LOST(410, "The envelope is not here"),
  /** Stands for an {@link EnvelopeDeferredException}. */
  ENVELOPE_REFUSED(503, "The envelope is not wanted now"),
  /** Stands for an {@link OffsetConflictException}. */
  OFFSET_CONFLICT(409, "The upload stands at another offset"),
  /** Stands for a {@link PairingRefusedException} with {@link Reason#WRONG_CODE}. */
  WRONG_CODE(403, "The pairing code is wrong"),
  /** Stands for a {@link PairingRefusedException} with {@link Reason#NO_OFFER}. */
  NO_OFFER(404, "There is no such pairing offer"),
  /** Stands for a {@link PairingRefusedException} with {@link Reason#BAD_MESSAGE}. */
  BAD_MESSAGE(400, "That is no pairing message"),
  /**
   * Stands for an {@link EnvelopeLostException}: a relay has kept the envelope for its maximum
   * time.
   */
  ENVELOPE_EXPIRED(410, "The receiver did not collect the envelope in time"),
  /** Stands for an {@link EnvelopeDeferredException}, as do the next four. */
  ENVELOPE_TOO_LARGE(413, "The envelope is larger than the relay takes"),
  /** The receiver must collect first. */
  MAILBOX_FULL(507, "Too much waits in the mailbox"),
  /** The operator must grant more. */
  QUOTA_USED_UP(403, "The mailbox has taken all that it may"),
  /** The operator must make room. */
  RELAY_FULL(507, "The relay has no room"),
  /** Comes with {@code Retry-After}. */
  TOO_MANY_REQUESTS(429, "Too many requests come from this address"),
  /**
   * A relay passed a pairing message on and nobody answered. Stands for a plain {@link
   * IOException}.
   */
  RECEIVER_AWAY(503, "The receiver does not answer"),
  /** Only sent to a receiver. Stands for a {@link ProblemException}, as do the next two. */
  ENROLMENT_REFUSED(403, "The relay takes no such mailbox"),
  /** Only sent to a receiver: another run of it collects. */
  MAILBOX_IN_USE(409, "Another session collects from the mailbox"),
  /** Only sent to a receiver: its list of senders would be too long. */
  TOO_MANY_SENDERS(403, "A mailbox has no more senders");

  /**
   * A tag URI, RFC 4151: it names the problem and cannot be opened, as RFC 9457 section 3.1.1
   * allows.
   */
  private static final String PREFIX = "tag:medimage.co.nz,2026:problem/";

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status of the problem. */
  public int status() {
    return status;
  }

  /** The title of the problem, always the same. */
  public String title() {
    return title;
  }

  /** The value of the member {@code type}. */
  public String uri() {
    return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the type with this {@link #uri()}; empty if there is none. */
  public static Optional<ProblemType> ofUri(String uri) {
    for (ProblemType type : values()) {
      if (type.uri().equals(uri)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Returns the type for an exception of the API; empty for other exceptions. */
  public static Optional<ProblemType> of(IOException e) {
    if (e instanceof ProblemException problem) {
      return Optional.of(problem.type());
    }
    if (e instanceof NotPairedException) {
      return Optional.of(NOT_PAIRED);
    }
    if (e instanceof EnvelopeLostException) {
      return Optional.of(ENVELOPE_LOST);
    }
    if (e instanceof EnvelopeDeferredException) {
      return Optional.of(ENVELOPE_REFUSED);
    }
    if (e instanceof OffsetConflictException) {
      return Optional.of(OFFSET_CONFLICT);
    }
    if (e instanceof PairingRefusedException refused) {
      return Optional.of(valueOf(refused.reason().name()));
    }
    return Optional.empty();
  }
}
