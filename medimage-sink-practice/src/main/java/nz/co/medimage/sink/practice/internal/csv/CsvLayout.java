package nz.co.medimage.sink.practice.internal.csv;

import java.nio.charset.Charset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.sink.practice.internal.TypedIds;

/**
 * How a file of patients is laid out, from settings. Immutable.
 *
 * @param ids how its ids are typed
 * @param separator between columns; empty to tell it from the first line
 * @param hasHeader whether the first line names the columns
 * @param columns the columns that are used, by the setting that names them
 * @param active the values of the column {@code status} that patients of the practice have, in
 *     small letters
 * @param born how dates of birth are written
 */
public record CsvLayout(
    TypedIds ids,
    Charset charset,
    Optional<Character> separator,
    boolean hasHeader,
    List<Column> columns,
    Set<String> active,
    DateTimeFormatter born) {
  static final String ID = "id";
  static final String PATIENT = "patient";
  static final String NAME = "name";
  static final String GIVEN = "given";
  static final String FAMILY = "family";
  static final String BORN = "born";
  static final String STATUS = "status";

  private static final List<String> COLUMNS =
      List.of(ID, PATIENT, NAME, GIVEN, FAMILY, BORN, STATUS);
  private static final String SEPARATORS = ",;\t|:^~";

  /**
   * A column that is used.
   *
   * @param setting the setting that names it
   * @param name what its header says, or its number from 1 on
   */
  public record Column(String setting, String name) {
    /** Its number from 1 on, if it has the form of one. */
    Optional<Integer> number() {
      return name.matches("[1-9][0-9]{0,3}")
          ? Optional.of(Integer.parseInt(name))
          : Optional.empty();
    }
  }

  /** The settings that say how a file is laid out. */
  public static List<Setting> settings() {
    return List.of(
        Setting.text(ID)
            .required()
            .help("The column of the id that people type: its header, or its number."),
        Setting.text(PATIENT)
            .help("The column of the practice's own id of the patient. Default: that of id."),
        Setting.text(NAME).help("The column of the whole name, for the echo."),
        Setting.text(GIVEN).help("The column of the given names, for the echo."),
        Setting.text(FAMILY).help("The column of the family name, for the echo."),
        Setting.text(BORN).help("The column of the date of birth, for the echo."),
        Setting.text("born-format")
            .defaultValue("uuuu-MM-dd")
            .help("How dates of birth are written, such as dd/MM/uuuu."),
        Setting.text(STATUS).help("The column that says whether a patient is with the practice."),
        Setting.list("active").help("What that column says of patients who are."),
        Setting.text("separator")
            .help("What separates columns: one character, or tab. Default: , ; or tab, as found."),
        Setting.flag("header")
            .defaultValue("true")
            .help("Whether the first line names the columns."),
        Setting.text("charset")
            .defaultValue("UTF-8")
            .help("The encoding of the file, such as windows-1252."),
        Setting.text("ids")
            .oneOf(TypedIds.PLAIN, TypedIds.NHI)
            .defaultValue(TypedIds.PLAIN)
            .help(
                "Whether ids are NHIs, whose last character is checked before they are looked up."),
        Setting.flag("capitals")
            .defaultValue("false")
            .help(
                "Whether ids may be typed in small letters though the practice writes capitals."));
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException with one sentence that names the setting, if one is wrong
   */
  public static CsvLayout of(Settings settings) {
    List<Column> columns = new ArrayList<>();
    for (String key : COLUMNS) {
      settings.find(key).ifPresent(name -> columns.add(new Column(key, name.strip())));
    }
    boolean hasHeader = settings.flag("header");
    for (Column column : columns) {
      if (!hasHeader && column.number().isEmpty()) {
        throw new IllegalArgumentException(
            column.setting() + ": a file without a header has columns with numbers, from 1 on");
      }
    }
    List<String> active = settings.list("active");
    if (settings.contains(STATUS) == active.isEmpty()) {
      throw new IllegalArgumentException(
          "status and active belong together: the column, and what it says of patients who are with"
              + " the practice");
    }
    return new CsvLayout(
        TypedIds.of(settings.text("ids"), settings.flag("capitals")),
        charset(settings.text("charset")),
        settings.find("separator").map(CsvLayout::separator),
        hasHeader,
        List.copyOf(columns),
        active.stream().map(CsvLayout::folded).collect(Collectors.toUnmodifiableSet()),
        format(settings.text("born-format")));
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "charset: this Java knows no encoding of that name; usual are UTF-8 and windows-1252");
    }
  }

  private static char separator(String text) {
    if (text.equals("tab")) {
      return '\t';
    }
    if (text.length() != 1 || SEPARATORS.indexOf(text.charAt(0)) < 0) {
      throw new IllegalArgumentException("separator: it is one of , ; | : ^ ~ or tab");
    }
    return text.charAt(0);
  }

  private static DateTimeFormatter format(String pattern) {
    try {
      return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "born-format: it is made of uuuu, MM and dd, such as dd/MM/uuuu");
    }
  }

  boolean uses(String setting) {
    return columns.stream().anyMatch(column -> column.setting().equals(setting));
  }

  static String folded(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
