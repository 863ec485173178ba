package nz.co.medimage.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.addon.AddOn;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.config.ConfigurationEditor;
import nz.co.medimage.receiver.config.ConfigurationPart;
import nz.co.medimage.receiver.filter.TypeFilter;
import nz.co.medimage.sender.Sender;
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

  private static final Pattern OF_NO_TEXT =
      Pattern.compile(
          "Room|folders|jpg|arm|[A-Z]{3}[0-9]{4}|[A-Z][a-z]{2}|[AP]M|[AP]M\\.|[0-9]+-[A-Z0-9]{4}");

  /**
   * In a language of no letters that English has, what is left in English was written here.
   *
   * @param others what others call things, such as add-ons
   */
  private static void assertTranslated(String page, String path, Set<String> others) {
    String body = page.substring(Math.max(0, page.indexOf("<body>"))).replaceAll("<[^>]*>", " ");
    for (String each : others) {
      body = body.replace(each, " ");
    }
    Set<String> english = new HashSet<>(Arrays.asList(body.split("\\s+", -1)));
    english.removeIf(each -> !each.matches(".*[A-Za-z]{2,}.*"));
    english.removeIf(each -> OF_NO_TEXT.matcher(each.replaceAll("[#.,:]", "")).matches());
    assertEquals(Set.of(), english, path);
    assertTrue(page.contains("lang=\"en-XA\""), path);
  }

  /** What add-ons say of themselves, the longest first. */
  private Set<String> ofAddOns() throws IOException {
    Set<String> said =
        new TreeSet<>(Comparator.comparing(String::length).reversed().thenComparing(each -> each));
    try (AddOns addOns = AddOns.load(folder)) {
      for (AddOn each : addOns.all()) {
        said.addAll(List.of(each.id(), each.displayName()));
        for (Setting setting : each.settings()) {
          said.addAll(List.of(setting.key(), escaped(setting.help())));
          said.addAll(setting.choices());
          setting.defaultValue().ifPresent(said::add);
        }
      }
    }
    said.remove("");
    return said;
  }

  private static String escaped(String text) {
    return Element.of("p").add(text).toString().replaceAll("</?p>", "");
  }

  private Practice open(Consumer<Console.Builder> more) throws IOException {
    return Practice.open(
        folder,
        console -> {
          console.locale(Locale.forLanguageTag("en-XA")).checks(() -> List.of()).lockDown(false);
          more.accept(console);
        });
  }

  @Test
  void everyTextOfThePageCanBeTranslated() throws Exception {
    Path file = Files.writeString(folder.resolve("receiver.json"), "{\"sinks\": []}");
    ConsoleSettings settings = ConsoleSettings.of(file, Optional::empty);
    try (Practice practice = open(console -> console.settings(settings))) {
      String code = practice.receiver().offerPairing().code();
      try (Sender phone = practice.phone(folder.resolve("phone"), "Room", code)) {
        Practice.send(phone, folder, "#ZZZ0016 arm", 1);
      }
      practice.http().post("/pairing", "");
      String photo = "/photos/" + practice.receiver().deliveries(1).get(0).id();
      Set<String> others = new LinkedHashSet<>(ofAddOns());
      others.add(practice.receiver().deliveries(1).get(0).filed().get(0).reference());
      others.addAll(TypeFilter.DEFAULT_TYPES);
      for (String path :
          List.of(
              "/",
              "/nothing",
              "/health",
              photo,
              "/settings",
              "/settings/receiver",
              "/settings/sinks?add-on=folders")) {
        assertTranslated(practice.http().get(path).body(), path, others);
      }
      String gone = practice.http().post(photo + "/replay", "seen=old").body();
      assertTranslated(gone, "a refusal", others);
    }
  }

  @Test
  void everyTextOfTheGuideAndTheSignInCanBeTranslated() throws Exception {
    Path patients = folder.resolve("patients");
    FirstRun first =
        new FirstRun() {
          @Override
          public String name() {
            return "Room";
          }

          @Override
          public Path folder() {
            return patients;
          }

          @Override
          public void choose(ConfigurationEditor editor, Path folder) throws IOException {
            throw new IOException("Room");
          }
        };
    Path file = Files.writeString(folder.resolve("receiver.json"), "{\"sinks\": []}");
    ConsoleSettings settings = ConsoleSettings.of(file, Optional::empty);
    Set<String> others = Set.of(patients.toString());
    try (Practice practice = open(console -> console.settings(settings).firstRun(first))) {
      Files.writeString(folder.resolve("pc").resolve("console").resolve("first-run"), "1");
      for (String step : List.of("name", "folder", "phone", "photo", "done")) {
        String path = "/first-run/" + step;
        assertTranslated(practice.http().get(path).body(), path, others);
      }
      assertTranslated(practice.http().post("/first-run/folder", "").body(), "refused", others);
    }
    Texts texts = new Texts(Locale.forLanguageTag("en-XA"), ZoneOffset.UTC).elsewhere();
    for (String wrong : List.of("signin.wrong", "signin.many")) {
      assertTranslated(SignInHandler.page(texts, Optional.of(wrong)).toString(), wrong, Set.of());
    }
  }
}
