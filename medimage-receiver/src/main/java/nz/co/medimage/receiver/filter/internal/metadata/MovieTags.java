package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Cleans the texts about a movie: when and with what it was made stays where it has the form of
 * that, all else goes. QuickTime File Format, "User data atoms" and "Metadata".
 */
final class MovieTags {
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}(-\\d{2}(-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?(Z|[+-]\\d{2}:?\\d{2})?)?)?)?");

  /** Letters and figures as names of makers and devices have them: no number with decimals. */
  private static final Pattern NAME =
      Pattern.compile("(?!.*[.,]\\d{3})[A-Za-z][A-Za-z0-9 ._()+-]{0,63}");

  private static final Pattern VERSION =
      Pattern.compile("[A-Za-z ]{0,16}\\d{1,2}(\\.\\d{1,2}){0,3}");

  private static final Map<String, Pattern> USER_DATA =
      Map.of("\u00A9day", TIME, "\u00A9mak", NAME, "\u00A9mod", NAME);
  private static final Map<String, Pattern> KEYS =
      Map.of(
          "com.apple.quicktime.creationdate", TIME,
          "com.apple.quicktime.make", NAME,
          "com.apple.quicktime.model", NAME,
          "com.apple.quicktime.software", VERSION,
          "com.android.manufacturer", NAME,
          "com.android.model", NAME);

  private static final int LONGEST = 128;
  private static final int MOST_KEYS = 1000;
  private static final int HANDLER = 24;

  private final BoxReader reader;
  private final BlankedCopy copy;

  MovieTags(BoxReader reader, BlankedCopy copy) {
    this.reader = reader;
    this.copy = copy;
  }

  /** Cleans a list of texts, each under a type that says what it is. */
  void cleanUserData(Box userData) throws IOException, UncleanableException {
    if (!isList(userData, 0)) {
      copy.free(userData);
      return;
    }
    copy.keepHeader(userData);
    for (Box child : reader.children(userData.body(), userData.end())) {
      Pattern form = USER_DATA.get(child.type());
      // A length and a language stand before the text.
      boolean isText = child.length() > 4 && reader.u16(child.body()) == child.length() - 4;
      if (form != null && isText && matches(form, child.body() + 4, child.end())) {
        copy.keep(child);
      } else {
        copy.free(child);
      }
    }
  }

  /** Cleans a list of names and one of values, each of which has the number of its name. */
  void cleanKeys(Box meta) throws IOException, UncleanableException {
    long body = meta.length() >= 8 && reader.text(meta.body() + 4, 4).equals("hdlr") ? 0 : 4;
    if (meta.length() < body + BoxReader.HEADER || !isList(meta, body)) {
      copy.free(meta);
      return;
    }
    List<Box> children = reader.children(meta.body() + body, meta.end());
    Optional<Box> handler = BoxReader.one(children, "hdlr");
    boolean hasKeys =
        areLists(children)
            && handler.isPresent()
            && handler.get().length() >= HANDLER
            && reader.text(handler.get().body() + 8, 4).equals("mdta");
    if (!hasKeys) {
      copy.free(meta);
      return;
    }
    copy.keep(meta.start(), meta.body() + body);
    List<Optional<Pattern>> forms = new ArrayList<>();
    Optional<Box> keys = BoxReader.one(children, "keys");
    if (keys.isPresent()) {
      keys(keys.get(), forms);
    }
    for (Box child : children) {
      if (child.is("ilst")) {
        values(child, forms);
      } else if (child.is("hdlr")) {
        copy.keep(child.start(), child.body() + HANDLER);
      } else if (!child.is("keys")) {
        copy.free(child);
      }
    }
  }

  private boolean areLists(List<Box> children) throws IOException {
    for (Box child : children) {
      if ((child.is("ilst") && !isList(child, 0)) || (child.is("keys") && !isList(child, 8))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether boxes are in a box behind some bytes. What is built otherwise goes: no player minds.
   */
  private boolean isList(Box box, long behind) throws IOException {
    try {
      reader.children(box.body() + behind, box.end());
      return true;
    } catch (UncleanableException e) {
      return false;
    }
  }

  private void keys(Box keys, List<Optional<Pattern>> forms)
      throws IOException, UncleanableException {
    copy.keep(keys.start(), keys.body() + 8);
    for (Box key : reader.children(keys.body() + 8, keys.end())) {
      String name = key.length() <= LONGEST ? reader.text(key.body(), (int) key.length()) : "";
      Optional<Pattern> form = Optional.ofNullable(key.is("mdta") ? KEYS.get(name) : null);
      forms.add(form);
      if (form.isPresent()) {
        copy.keep(key);
      } else {
        copy.keepHeader(key);
      }
      if (forms.size() > MOST_KEYS) {
        throw BoxReader.unusual();
      }
    }
  }

  private void values(Box list, List<Optional<Pattern>> forms)
      throws IOException, UncleanableException {
    copy.keepHeader(list);
    for (Box value : reader.children(list.body(), list.end())) {
      long key = reader.u32(value.start() + 4);
      boolean isKept = key >= 1 && key <= forms.size() && forms.get((int) key - 1).isPresent();
      if (isKept && isData(value, forms.get((int) key - 1).get())) {
        copy.keep(value);
      } else {
        copy.free(value);
      }
    }
  }

  /** Whether one text is in it, in that form. */
  private boolean isData(Box value, Pattern form) throws IOException, UncleanableException {
    Optional<Box> text = reader.box(value.body(), value.end());
    return text.isPresent()
        && text.get().is("data")
        && text.get().end() == value.end()
        && text.get().length() > 8
        && matches(form, text.get().body() + 8, value.end());
  }

  private boolean matches(Pattern form, long from, long to)
      throws IOException, UncleanableException {
    return to - from <= LONGEST && form.matcher(reader.text(from, (int) (to - from))).matches();
  }
}
