package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The answer to a message: HL7 version 2.5.1, section 2.9. Its texts are left out, since they can
 * quote the message.
 *
 * @param code MSA-1
 * @param controlId MSA-2: the message that it answers
 * @param errors the codes of HL7 table 0357 that it gives, from ERR-3, ERR-1 or MSA-6; not those of
 *     warnings
 */
record Acknowledgement(Code code, String controlId, Set<String> errors) {
  private static final Pattern ERROR = Pattern.compile("[0-9]{3}");
  private static final int SHORTEST_HEADER = 8; // MSH|^~\&

  /** HL7 table 0008. */
  enum Code {
    /** Accepted by the application. */
    AA,
    /** The application found an error in the message. */
    AE,
    /**
     * The application rejected the message, for what its header says or for a trouble of its own.
     */
    AR,
    /** In enhanced mode: the receiver keeps the message from here on. */
    CA,
    /** In enhanced mode: the message cannot be kept. */
    CE,
    /** In enhanced mode: the header of the message is not acceptable. */
    CR
  }

  Acknowledgement {
    errors = Set.copyOf(errors);
  }

  /**
   * Reads an answer.
   *
   * @throws IOException with one sentence if it is none
   */
  static Acknowledgement parse(byte[] message) throws IOException {
    String text = new String(message, StandardCharsets.ISO_8859_1);
    if (!text.startsWith("MSH") || text.length() < SHORTEST_HEADER) {
      throw new IOException("what came is not an HL7 message");
    }
    return new Reader(text.charAt(3), text.charAt(4), text.charAt(5), text.charAt(7)).read(text);
  }

  /** Reads with the delimiters that the answer declares. */
  private record Reader(char field, char component, char repetition, char subcomponent) {

    Acknowledgement read(String text) throws IOException {
      List<String> acknowledgement = null;
      Set<String> errors = new LinkedHashSet<>();
      for (String segment : text.split("[\r\n]+")) {
        List<String> fields = split(segment, field);
        if (fields.get(0).equals("MSA")) {
          if (acknowledgement != null) {
            throw new IOException("the HL7 answer acknowledges two messages");
          }
          acknowledgement = fields;
          addError(errors, get(split(get(fields, 6), component), 0));
        } else if (fields.get(0).equals("ERR")) {
          addErrors(errors, fields);
        }
      }
      if (acknowledgement == null) {
        throw new IOException("the HL7 message that came acknowledges nothing");
      }
      return new Acknowledgement(code(get(acknowledgement, 1)), get(acknowledgement, 2), errors);
    }

    private static Code code(String text) throws IOException {
      for (Code code : Code.values()) {
        if (code.name().equals(text)) {
          return code;
        }
      }
      throw new IOException("the HL7 answer says neither AA, AE nor AR, nor CA, CE or CR");
    }

    /** ERR-1 of version 2.4 and ERR-3 of 2.5.1, unless ERR-4 calls it a warning or a remark. */
    private void addErrors(Set<String> errors, List<String> fields) {
      String severity = get(fields, 4).toUpperCase(Locale.ROOT);
      if (severity.equals("W") || severity.equals("I")) {
        return;
      }
      addError(errors, get(split(get(fields, 3), component), 0));
      for (String place : split(get(fields, 1), repetition)) {
        addError(errors, get(split(get(split(place, component), 3), subcomponent), 0));
      }
    }

    private static void addError(Set<String> errors, String code) {
      if (ERROR.matcher(code).matches()) {
        errors.add(code);
      }
    }

    private static String get(List<String> parts, int index) {
      return index < parts.size() ? parts.get(index) : "";
    }

    private static List<String> split(String text, char separator) {
      List<String> parts = new ArrayList<>();
      int begin = 0;
      for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, begin)) {
        parts.add(text.substring(begin, end));
        begin = end + 1;
      }
      parts.add(text.substring(begin));
      return parts;
    }
  }
}
