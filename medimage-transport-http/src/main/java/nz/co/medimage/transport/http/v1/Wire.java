package nz.co.medimage.transport.http.v1;

import java.time.Duration;

/** Names and limits of version 1, {@code spec/wire-v1.md} and {@code spec/relay-v1.md}. */
public final class Wire {
  /** Where uploads are created; each lives below it under its envelope's id. */
  public static final String ENVELOPES = "/v1/envelopes";

  /** Below it each open pairing offer has its nameplate. */
  public static final String PAIRINGS = "/v1/pairings";

  /** Answers nothing, but only to a paired device. */
  public static final String PROBE = "/v1/probe";

  /** Which run of a receiver answers there. */
  public static final String RUN = "/v1/run";

  /** The last part of the path of an envelope's receipt. */
  public static final String RECEIPT = "receipt";

  /** Where a relay has the mailboxes of receivers; each lives below it under its id. */
  public static final String MAILBOXES = "/v1/mailboxes";

  /** Below a mailbox: who may leave messages in it. */
  public static final String SENDERS = "senders";

  /** Below a mailbox: its pairing offers, each under its nameplate. */
  public static final String OFFERS = "offers";

  /** Below a mailbox: the list of messages that wait in it. */
  public static final String WAITING = "waiting";

  /** Below a mailbox: its messages, each under whom it is from and its id. */
  public static final String MESSAGES = "messages";

  /** Below a message: what the receiver says to it. */
  public static final String REPLY = "reply";

  /** In a query: which upload of a message is meant. */
  public static final String UPLOAD = "upload";

  /** Below a mailbox: the receiver's session, which is ended there. */
  public static final String SESSION = "session";

  /** What an operator gives to those who may enrol. */
  public static final String ENROLMENT_KEY = "Enrolment-Key";

  /** Which run of the receiver speaks: a UUID that each makes anew. */
  public static final String MAILBOX_SESSION = "Mailbox-Session";

  /** The version of tus that is spoken, tus 1.0.0 "Core Protocol". */
  public static final String TUS_VERSION = "1.0.0";

  /** The header with {@link #TUS_VERSION}. */
  public static final String TUS_RESUMABLE = "Tus-Resumable";

  /** The header with the size of a whole envelope, in bytes. */
  public static final String UPLOAD_LENGTH = "Upload-Length";

  /** The header that tells how many bytes are there. */
  public static final String UPLOAD_OFFSET = "Upload-Offset";

  /** The header with an {@link UploadMetadata}. */
  public static final String UPLOAD_METADATA = "Upload-Metadata";

  /** The header with the checksum of one PATCH. */
  public static final String UPLOAD_CHECKSUM = "Upload-Checksum";

  /** The header that tells until when an unfinished upload is kept. */
  public static final String UPLOAD_EXPIRES = "Upload-Expires";

  /** The media type of the body of a PATCH. */
  public static final String OFFSET_OCTET_STREAM = "application/offset+octet-stream";

  /** The media type of pairing messages and receipts. */
  public static final String OCTET_STREAM = "application/octet-stream";

  /** The media type of what a receiver and a relay tell each other. */
  public static final String JSON = "application/json";

  /** The media type of problems, RFC 9457. */
  public static final String PROBLEM_JSON = "application/problem+json";

  /** No receipt, reply or problem is larger. */
  public static final int MAX_MESSAGE = 64 * 1024;

  /** No pairing message of a sender is larger; the answer may be {@link #MAX_MESSAGE}. */
  public static final int MAX_PAIRING_MESSAGE = 8 * 1024;

  /** No list is larger, of senders or of what waits. */
  public static final int MAX_LIST = 256 * 1024;

  /** No pairing offer at a relay holds longer. */
  public static final Duration MAX_OFFER = Duration.ofHours(1);

  /**
   * No wait for a receipt, or for something to collect, is longer: many a middlebox ends a silent
   * connection after 30 s.
   */
  public static final Duration MAX_WAIT = Duration.ofSeconds(25);

  private Wire() {}
}
