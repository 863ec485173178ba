package nz.co.medimage.sink.practice.internal.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What an answer means, in the words of the profile. */
enum Meaning {
  /** The step is done. */
  OK,
  /** The target has the photo, or the patient is there. */
  FOUND,
  /** The target has the photo from an earlier request. */
  DUPLICATE,
  /** Nothing was done; the same request may work later. */
  RETRY,
  /** This photo will never be taken. */
  REJECTED,
  /** The target does not know the patient. */
  UNKNOWN_PATIENT,
  /** The target has several patients with the id. */
  AMBIGUOUS_PATIENT,
  /** The patient is no longer with the practice. */
  INACTIVE_PATIENT,
  /** A person must look at the target. */
  PERSON,
  /** It may have been done or not. */
  UNKNOWN,
  /** The file is too large; nothing was done. */
  TOO_LARGE,
  /** Nothing was done because of the login, the rights or the address: a person must mend it. */
  DENIED;

  static List<String> words() {
    return Arrays.stream(values()).map(Meaning::word).toList();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Meaning of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /**
   * What a status means if the profile does not say: RFC 9110 and RFC 6585.
   *
   * @param files whether the request was to file the photo
   */
  static Meaning of(int status, boolean files) {
    if (status / 100 == 2) {
      return OK;
    }
    return switch (status) {
      // The server says that it did nothing.
      case 408, 425, 429, 503 -> RETRY;
      // It took the request, and sends the client on to look at the result.
      case 302, 303 -> files ? UNKNOWN : DENIED;
      // An address that is wrong has these too: it would reject photo after photo.
      case 401, 403, 404, 405, 407, 421, 511 -> DENIED;
      case 413 -> TOO_LARGE;
      case 409, 412 -> PERSON;
      default -> ofClass(status / 100, files);
    };
  }

  private static Meaning ofClass(int hundreds, boolean files) {
    return switch (hundreds) {
      case 4 -> REJECTED;
      case 5 -> files ? UNKNOWN : RETRY;
      default -> DENIED;
    };
  }
}
