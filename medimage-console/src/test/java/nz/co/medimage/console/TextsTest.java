package nz.co.medimage.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.config.ConfigurationPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All texts are in the bundle, and nothing but the bundle's texts is shown. */
final class TextsTest {
  private static final Path SOURCES = Path.of("src/main/java/nz/co/medimage/console");
  private static final Pattern KEY =
      Pattern.compile("\"((?:[a-z]+\\.)+[a-z]+|product|back|by|locked)\"");

  private final ResourceBundle bundle = ResourceBundle.getBundle(Texts.BUNDLE, Locale.ROOT);

  @TempDir Path folder;

  private static Set<String> named() throws IOException {
    Set<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        KEY.matcher(Files.readString(file)).results().forEach(each -> named.add(each.group(1)));
      }
    }
    Stream.of(DeliveryRecord.State.values())
        .forEach(each -> named.add("state." + each.name().toLowerCase(Locale.ROOT)));
    Stream.of(DeliveryRecord.FollowUpState.values())
        .forEach(each -> named.add("follow." + each.name().toLowerCase(Locale.ROOT)));
    Stream.of(PhotoQuery.Show.values()).forEach(each -> named.add("find." + each.key()));
    for (ConfigurationPart each : ConfigurationPart.values()) {
      String key = "settings.part." + each.key().replace("-", "");
      named.addAll(List.of(key, key + ".what"));
    }
    named.addAll(List.of("guide.phone.wait", "guide.photo.wait"));
    named.addAll(List.of("signout.done.elsewhere", "contact.lost.elsewhere"));
    Set<String> titles =
        named.stream()
            .filter(each -> each.startsWith("refused.") || each.equals("locked"))
            .map(each -> each + ".title")
            .collect(Collectors.toSet());
    titles.remove("refused.title.title");
    named.addAll(titles);
    return named;
  }

  @Test
  void everyTextIsThereAndUsed() throws IOException {
    Set<String> named = named();
    Set<String> unused = new TreeSet<>(bundle.keySet());
    unused.removeAll(named);
    assertEquals(Set.of(), unused);
    Set<String> missing = new TreeSet<>(named);
    missing.removeAll(bundle.keySet());
    // Names of files and of other things have dots too.
    missing.removeIf(each -> each.matches(".*\\.(js|css|svg|exe|name|title|texts)"));
    assertEquals(Set.of(), missing);
  }

  @Test
  void textsTakeTheirValuesAsTheyAre() {
    Texts texts = new Texts(Locale.ROOT, ZoneOffset.UTC);
    for (String key : bundle.keySet()) {
      String text = texts.get(key, "{1}'0", "b", "c", "d");
      assertEquals(bundle.getString(key).contains("{0}"), text.contains("{1}'0"), key);
      assertTrue(!text.contains("''"), key);
    }
  }

  /** In a language of no letters that English has, what is left in English was written here. */
  @Test
  void everyTextOfThePageCanBeTranslated() throws Exception {
    try (Practice practice =
        Practice.open(
            folder,
            console ->
                console
                    .locale(Locale.forLanguageTag("en-XA"))
                    .checks(() -> List.of())
                    .lockDown(false))) {
      practice.http().post("/pairing", "");
      for (String path : List.of("/", "/nothing", "/health")) {
        String page = practice.http().get(path).body();
        String body = page.substring(Math.max(0, page.indexOf("<body>")));
        Set<String> english =
            new HashSet<>(Arrays.asList(body.replaceAll("<[^>]*>", " ").split(" ", -1)));
        english.removeIf(each -> !each.matches(".*[A-Za-z]{2,}.*"));
        english.removeIf(
            each -> each.matches("Room|folders|[A-Z][a-z]{2}|[AP]M|[AP]M\\.|[0-9]+-[A-Z0-9]{4}"));
        assertEquals(Set.of(), english, path);
        assertTrue(page.contains("lang=\"en-XA\""), path);
      }
    }
  }
}
