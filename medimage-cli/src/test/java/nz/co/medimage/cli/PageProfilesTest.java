package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.PatientCheckProvider;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.receiver.addon.AddOn;
import nz.co.medimage.receiver.addon.AddOnKind;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.runtime.ForgottenSecrets;
import nz.co.medimage.runtime.HostedContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile on a page is one that the practice add-on takes. */
class PageProfilesTest {
  private static final Pattern SECRET = Pattern.compile("\\{\"file\": \"([^\"]+)\"\\}");

  @TempDir Path folder;

  @SuppressWarnings("unchecked")
  private static boolean isProfile(String json) throws IOException {
    Object document = new Moshi.Builder().build().adapter(Object.class).fromJson(json);
    return document instanceof Map<?, ?> map
        && (map.containsKey("extends")
            || "sql".equals(map.get("kind"))
            || "web".equals(map.get("kind")));
  }

  /** Why the add-on does not take a profile; empty if it does. */
  private List<String> faults(String name, String json) throws Exception {
    Path file = Files.writeString(folder.resolve("practice.json"), json);
    for (var secret : SECRET.matcher(json).results().toList()) {
      Path of = folder.resolve(secret.group(1));
      if (!Files.exists(of)) {
        DurableFiles.createPrivate(of).close();
        Files.writeString(of, "secret\n");
      }
    }
    List<String> faults = new ArrayList<>();
    try (AddOns addOns = AddOns.load(folder)) {
      for (AddOnKind kind : List.of(AddOnKind.CHECK, AddOnKind.SINK)) {
        AddOn addOn = addOns.get(kind, "practice");
        Settings settings =
            Settings.of(addOn.settings(), Map.of("profile", file.toString()), folder);
        AddOnContext context =
            new HostedContext(
                kind.toString(),
                "practice",
                settings,
                folder,
                new ForgottenSecrets(),
                Clock.systemUTC(),
                "PC",
                faults::add);
        try (AutoCloseable made =
            kind == AddOnKind.SINK
                ? ((SinkProvider) addOn.provider()).create(context)
                : ((PatientCheckProvider) addOn.provider()).create(context)) {
          assertTrue(made != null);
        } catch (IOException e) {
          String sentence = String.valueOf(e.getMessage());
          if (!sentence.endsWith(" is not set")) { // a variable of the environment
            faults.add(name + ": " + sentence);
          }
        }
      }
    }
    return faults;
  }

  @Test
  void everyProfileOfAPageIsTaken() throws Exception {
    List<String> faults = new ArrayList<>();
    int tried = 0;
    for (MarkdownPage page :
        MarkdownPage.all(path -> path.startsWith("docs/") || path.startsWith("medimage-sink"))) {
      for (MarkdownPage.Block block : page.blocks("json")) {
        if (isProfile(block.text())) {
          boolean isWithoutValues = block.text().contains("\"help\"");
          faults.addAll(isWithoutValues ? List.of() : faults(block.toString(), block.text()));
          tried++;
        }
      }
    }
    assertEquals(List.of(), faults);
    assertTrue(tried >= 3, () -> "the profiles of pages are not found any more");
  }

  @Test
  void wrongProfileIsFound() throws Exception {
    List<String> faults = faults("page.md:1", "{\"extends\": \"fhir-r5\"}");
    assertEquals(2, faults.size(), faults::toString);
    assertTrue(faults.get(0).contains("did you mean fhir-r4"), faults::toString);
  }

  /** The table of docs/practice.md has a row for each profile that comes with MedImage. */
  @Test
  void tableNamesTheProfilesAndTheValuesThatTheyNeed() throws Exception {
    String page = Files.readString(MarkdownPage.ROOT.resolve("docs/practice.md"));
    int table = page.indexOf("| `extends` | files |");
    String rows = page.substring(table, page.indexOf("\n\n", table));
    for (String row : rows.lines().skip(2).toList()) {
      String[] cells = row.split("\\|", -1);
      String name = cells[1].strip().replace("`", "");
      TreeSet<String> values = new TreeSet<>();
      Pattern.compile("`([a-z-]+)`")
          .matcher(cells[4])
          .results()
          .forEach(found -> values.add("\"" + found.group(1) + "\": \"https://example.org/x\""));
      String json =
          "{\"extends\": \"" + name + "\", \"values\": {" + String.join(", ", values) + "}}";
      List<String> faults =
          faults(name, json).stream()
              .filter(each -> !each.contains("patient: is missing"))
              .toList();
      assertEquals(List.of(), faults);
    }
  }
}
