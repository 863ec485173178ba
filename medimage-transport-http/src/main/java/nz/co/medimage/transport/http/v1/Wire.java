package nz.co.medimage.transport.http.v1;

import java.time.Duration;

/**
 * The names and limits of version 1 of the protocol, {@code spec/wire-v1.md} and {@code
 * spec/relay-v1.md}.
 */
public final class Wire {
  /** The path at which uploads are created; each is below it, under its envelope's id. */
  public static final String ENVELOPES = "/v1/envelopes";

  /** The path of pairing offers; each is below it, under its nameplate. */
  public static final String PAIRINGS = "/v1/pairings";

  /** The path that answers a paired device, with no content. */
  public static final String PROBE = "/v1/probe";

  /** The path that answers which run of a receiver this is. */
  public static final String RUN = "/v1/run";

  /** The last part of the path of an envelope's receipt. */
  public static final String RECEIPT = "receipt";

  /** The path of a relay's mailboxes; each is below it, under its id. */
  public static final String MAILBOXES = "/v1/mailboxes";

  /** Below a mailbox: who may leave messages in it. */
  public static final String SENDERS = "senders";

  /** Below a mailbox: its pairing offers, each under its nameplate. */
  public static final String OFFERS = "offers";

  /** Below a mailbox: the list of messages that wait in it. */
  public static final String WAITING = "waiting";

  /** Below a mailbox: the list of envelopes whose upload stands still. */
  public static final String UNFINISHED = "unfinished";

  /** Below a mailbox: how much it has taken, and may take. */
  public static final String ALLOWANCE = "allowance";

  /** Below a mailbox: its messages, each under the id of its sender and its own. */
  public static final String MESSAGES = "messages";

  /** Below a message: the receiver's reply. */
  public static final String REPLY = "reply";

  /** In a query: the upload of a message. */
  public static final String UPLOAD = "upload";

  /** Below a mailbox: the receiver's session, to end it. */
  public static final String SESSION = "session";

  /** The header with the key that an operator gives to those who may enrol. */
  public static final String ENROLMENT_KEY = "Enrolment-Key";

  /** The header with the run of the receiver, a new UUID at each start. */
  public static final String MAILBOX_SESSION = "Mailbox-Session";

  /** The header of a receiver that wants to be told of envelopes while they are coming in. */
  public static final String MAILBOX_COMING = "Mailbox-Coming";

  /** The value of {@link #MAILBOX_COMING}. */
  public static final String COMING_TOO = "1";

  /** The version of tus, 1.0.0, "Core Protocol". */
  public static final String TUS_VERSION = "1.0.0";

  /** The header with {@link #TUS_VERSION}. */
  public static final String TUS_RESUMABLE = "Tus-Resumable";

  /** The header with the extensions of tus that a server has, separated by commas. */
  public static final String TUS_EXTENSION = "Tus-Extension";

  /** The extension of tus by which the request that creates an upload may bring its bytes. */
  public static final String CREATION_WITH_UPLOAD = "creation-with-upload";

  /** The header with the size of a whole envelope, in bytes. */
  public static final String UPLOAD_LENGTH = "Upload-Length";

  /** The header with the number of bytes that are there. */
  public static final String UPLOAD_OFFSET = "Upload-Offset";

  /** The header with an {@link UploadMetadata}. */
  public static final String UPLOAD_METADATA = "Upload-Metadata";

  /** The header with the checksum of one PATCH. */
  public static final String UPLOAD_CHECKSUM = "Upload-Checksum";

  /** The header with the time until which an unfinished upload is kept. */
  public static final String UPLOAD_EXPIRES = "Upload-Expires";

  /** The media type of bytes of an upload. */
  public static final String OFFSET_OCTET_STREAM = "application/offset+octet-stream";

  /** The media type of pairing messages and receipts. */
  public static final String OCTET_STREAM = "application/octet-stream";

  /** The media type of lists between a receiver and a relay. */
  public static final String JSON = "application/json";

  /** The media type of problems, RFC 9457. */
  public static final String PROBLEM_JSON = "application/problem+json";

  /** The maximum size of a receipt, reply or problem, in bytes. */
  public static final int MAX_MESSAGE = 64 * 1024;

  /**
   * The maximum size of a sender's pairing message, in bytes; that of the answer is {@link
   * #MAX_MESSAGE}.
   */
  public static final int MAX_PAIRING_MESSAGE = 8 * 1024;

  /** The maximum size of a list of senders or of waiting messages, in bytes. */
  public static final int MAX_LIST = 256 * 1024;

  /** The maximum duration of a pairing offer at a relay. */
  public static final Duration MAX_OFFER = Duration.ofHours(1);

  /**
   * The maximum time that one request waits for a receipt or for messages: many middleboxes end a
   * silent connection after 30 s.
   */
  public static final Duration MAX_WAIT = Duration.ofSeconds(25);

  private Wire() {}
}
