package nz.co.medimage.transport.http.v1;

import java.time.Duration;

/** Names and limits of version 1, {@code spec/wire-v1.md}. */
public final class Wire {
  /** Where uploads are created; each lives below it under its envelope's id. */
  public static final String ENVELOPES = "/v1/envelopes";

  /** Below it each open pairing offer has its nameplate. */
  public static final String PAIRINGS = "/v1/pairings";

  /** Answers nothing, but only to a paired device. */
  public static final String PROBE = "/v1/probe";

  /** The last part of the path of an envelope's receipt. */
  public static final String RECEIPT = "receipt";

  /** The version of tus that is spoken, tus 1.0.0 "Core Protocol". */
  public static final String TUS_VERSION = "1.0.0";

  public static final String TUS_RESUMABLE = "Tus-Resumable";
  public static final String UPLOAD_LENGTH = "Upload-Length";
  public static final String UPLOAD_OFFSET = "Upload-Offset";
  public static final String UPLOAD_METADATA = "Upload-Metadata";
  public static final String UPLOAD_CHECKSUM = "Upload-Checksum";
  public static final String UPLOAD_EXPIRES = "Upload-Expires";

  /** The media type of the body of a PATCH. */
  public static final String OFFSET_OCTET_STREAM = "application/offset+octet-stream";

  /** The media type of pairing messages and receipts. */
  public static final String OCTET_STREAM = "application/octet-stream";

  /** The media type of problems, RFC 9457. */
  public static final String PROBLEM_JSON = "application/problem+json";

  /** No pairing message, receipt or problem is larger. */
  public static final int MAX_MESSAGE = 64 * 1024;

  /** No wait for a receipt is longer: many a middlebox ends a silent connection after 30 s. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(25);

  private Wire() {}
}
