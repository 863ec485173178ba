package nz.co.medimage.sink.practice.internal.csv;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file of patients. Whatever does not fit makes the whole file unreadable: a column
 * too many has shifted the ids. What it throws quotes nothing of the file, which without a header
 * begins with a patient.
 */
final class CsvRows implements Closeable {
  private static final char BOM = '\uFEFF';
  private static final int LONGEST_FIRST_LINE = 64 * 1024;
  private static final String DETECTED = ",;\t";

  private final Path file;
  private final CsvLayout layout;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final Map<String, Integer> columns = new HashMap<>();
  private @Nullable CSVRecord current;
  private @Nullable CSVRecord next;
  private int width;

  private CsvRows(Path file, CsvLayout layout, CSVParser parser) {
    this.file = file;
    this.layout = layout;
    this.parser = parser;
    records = parser.iterator();
  }

  /**
   * Opens a file and finds its columns.
   *
   * @throws IOException with one sentence for the user, if it cannot be read as it is laid out
   */
  static CsvRows open(Path file, CsvLayout layout) throws IOException {
    Reader text =
        new InputStreamReader(
            Files.newInputStream(file),
            layout
                .charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    try {
      BufferedReader reader = new BufferedReader(text, LONGEST_FIRST_LINE);
      char separator = begin(reader, layout);
      CSVFormat format =
          CSVFormat.Builder.create()
              .setDelimiter(separator)
              .setQuote('"')
              .setIgnoreEmptyLines(true)
              .get();
      CsvRows rows = new CsvRows(file, layout, CSVParser.parse(reader, format));
      rows.findColumns();
      return rows;
    } catch (CharacterCodingException e) {
      text.close();
      throw wrongCharset(file, layout);
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  /** Passes over the byte order mark, and gives the separator. */
  private static char begin(BufferedReader reader, CsvLayout layout) throws IOException {
    reader.mark(LONGEST_FIRST_LINE);
    if (reader.read() != BOM) {
      reader.reset();
    }
    if (layout.separator().isPresent()) {
      return layout.separator().get();
    }
    reader.mark(LONGEST_FIRST_LINE);
    int[] counts = new int[DETECTED.length()];
    boolean isQuoted = false;
    int c = reader.read();
    for (int i = 1; i < LONGEST_FIRST_LINE && c >= 0 && (isQuoted || !isLineEnd(c)); i++) {
      isQuoted ^= c == '"';
      int which = DETECTED.indexOf(c);
      if (which >= 0 && !isQuoted) {
        counts[which]++;
      }
      c = reader.read();
    }
    reader.reset();
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return DETECTED.charAt(best);
  }

  private static boolean isLineEnd(int c) {
    return c == '\n' || c == '\r';
  }

  private void findColumns() throws IOException {
    CSVRecord first = record();
    if (first == null) {
      throw new IOException(file + " is empty: have the practice software export it again");
    }
    width = first.size();
    for (CsvLayout.Column column : layout.columns()) {
      columns.put(column.setting(), find(column, first));
    }
    next = layout.hasHeader() ? record() : first;
  }

  private int find(CsvLayout.Column column, CSVRecord first) throws IOException {
    int found = -1;
    for (int i = 0; layout.hasHeader() && i < width; i++) {
      if (CsvLayout.folded(first.get(i)).equals(CsvLayout.folded(column.name()))) {
        if (found >= 0) {
          throw new IOException(
              file
                  + " has two columns with the header of "
                  + column.setting()
                  + ": give the number of the right one, from 1 on");
        }
        found = i;
      }
    }
    if (found < 0) {
      found = column.number().map(number -> number - 1).orElse(-1);
    }
    if (found < 0 || found >= width) {
      throw new IOException(
          file
              + " has no column for "
              + column.setting()
              + ": its first line has "
              + width
              + (width == 1 ? " column" : " columns")
              + ", none with that header or number; see the settings "
              + column.setting()
              + ", separator and header");
    }
    return found;
  }

  /**
   * Goes on to the next row.
   *
   * @return false if there is none
   * @throws IOException with one sentence for the user, if it cannot be read as it is laid out
   */
  boolean advance() throws IOException {
    current = next == null ? record() : next;
    next = null;
    if (current == null) {
      return false;
    }
    int size = current.size();
    boolean isEndedBySeparator = size == width + 1 && current.get(width).isBlank();
    if (size != width && !isEndedBySeparator) {
      throw new IOException(
          file
              + ", line "
              + parser.getCurrentLineNumber()
              + ": it has "
              + size
              + " columns and the first line "
              + width
              + ", as if the file were half written or a separator were not quoted; have the"
              + " practice software export it again");
    }
    return true;
  }

  /** The line of the file at which the row ends. */
  long line() {
    return parser.getCurrentLineNumber();
  }

  private @Nullable CSVRecord record() throws IOException {
    try {
      CSVRecord read = records.hasNext() ? records.next() : null;
      while (read != null && read.size() == 1 && isNothing(read.get(0))) {
        read = records.hasNext() ? records.next() : null;
      }
      return read;
    } catch (UncheckedIOException | IllegalStateException e) {
      // What they say can quote the file.
      if (isOrHas(e, CharacterCodingException.class)) {
        throw wrongCharset(file, layout);
      }
      throw new IOException(
          file
              + ", line "
              + parser.getCurrentLineNumber()
              + ": a quotation mark has no counterpart there, as if the file were half written; have"
              + " the practice software export it again");
    }
  }

  /** A line of blanks, or the end of a file as DOS marks it. */
  private static boolean isNothing(String line) {
    return line.isBlank() || line.strip().equals("\u001A");
  }

  private static boolean isOrHas(Throwable e, Class<? extends Throwable> type) {
    Throwable cause = e;
    while (cause != null && !type.isInstance(cause)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private static IOException wrongCharset(Path file, CsvLayout layout) {
    return new IOException(
        file
            + " is not written in "
            + layout.charset().name()
            + ": set charset to its encoding, such as windows-1252");
  }

  /** What the current row says in the column of a setting; empty if no such column is used. */
  Optional<String> text(String setting) throws IOException {
    Integer column = columns.get(setting);
    if (column == null || current == null) {
      return Optional.empty();
    }
    String text = current.get(column).strip();
    if (text.indexOf('\0') >= 0) {
      throw new IOException(
          file
              + ", line "
              + parser.getCurrentLineNumber()
              + ": there are zero bytes, as if the file were half written or damaged, or its charset"
              + " another one");
    }
    return Optional.of(text);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
