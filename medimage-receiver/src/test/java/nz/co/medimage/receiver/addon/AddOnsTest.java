package nz.co.medimage.receiver.addon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.api.spi.FilterProvider;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.testkit.CompiledJar;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that are built here, from source and outside of this build, and dropped into a home. */
class AddOnsTest {
  @TempDir Path home;

  private static CompiledJar sink(String name, String members) {
    return new CompiledJar()
        .source(
            "acme." + name,
            "package acme;"
                + "import nz.co.medimage.api.spi.*;"
                + "public class "
                + name
                + " implements SinkProvider {"
                + "  public Sink create(AddOnContext context) { return null; }"
                + members
                + "}")
        .provides(SinkProvider.class, "acme." + name);
  }

  private static String id(String id) {
    return "public String id() { return \"" + id + "\"; }";
  }

  private Path jar(String folder) {
    return home.resolve("addons").resolve(folder).resolve(folder + ".jar");
  }

  /** Of those that were dropped in. */
  private List<AddOn> found(AddOns addOns) {
    return addOns.all().stream()
        .filter(each -> each.place().startsWith(home.toString()))
        .collect(Collectors.toList());
  }

  private String whySkipped(String folder) throws IOException {
    sink("Good", id("good")).writeTo(jar("good"));
    try (AddOns addOns = AddOns.load(home)) {
      assertEquals(
          List.of("sink good"),
          found(addOns).stream().map(AddOn::toString).collect(Collectors.toList()),
          "the others can be used");
      SkippedAddOn skipped = addOns.skipped().get(0);
      assertEquals(1, addOns.skipped().size(), addOns.skipped().toString());
      assertEquals(home.resolve("addons").resolve(folder).toString(), skipped.place());
      return skipped.name() + " - " + skipped.why();
    }
  }

  @Test
  void whatIsInAJarIsFoundWithWhatItSaysOfItself() throws Exception {
    sink(
            "Archive",
            id("archive")
                + "public java.util.List<Setting> settings() {"
                + "  return java.util.List.of(Setting.text(\"url\").required()); }")
        .source(
            "acme.Filter",
            "package acme; import nz.co.medimage.api.spi.*;"
                + "public class Filter implements FilterProvider {"
                + id("archive")
                + "  public PhotoFilter create(AddOnContext context) { return photo -> photo; } }")
        .provides(FilterProvider.class, "acme.Filter")
        .attribute("Implementation-Version", "1.2.3")
        .attribute("Implementation-Vendor", "Acme Ltd")
        .attribute("MedImage-Api-Version", "1")
        .writeTo(jar("archive"));
    try (AddOns addOns = AddOns.load(home)) {
      assertEquals(List.of(), addOns.skipped());
      AddOn sink = addOns.get(AddOnKind.SINK, "archive");
      assertEquals("archive", sink.displayName());
      assertEquals("1.2.3", sink.version());
      assertEquals("Acme Ltd", sink.vendor());
      assertEquals(home.resolve("addons").resolve("archive").toString(), sink.place());
      assertEquals(List.of("url"), sink.settings().stream().map(Setting::key).toList());
      assertTrue(addOns.find(AddOnKind.FILTER, "archive").isPresent());
    }
  }

  @Test
  void missingHomeHasNone() throws Exception {
    try (AddOns addOns = AddOns.load(home.resolve("none"))) {
      assertEquals(List.of(), found(addOns));
      assertEquals(List.of(), addOns.skipped());
    }
  }

  @Test
  void whatIsNotThereIsToldWithWhereItWasLookedFor() throws Exception {
    sink("Run", id("other")).writeTo(jar("run"));
    Files.createDirectories(home.resolve("addons").resolve("acme"));
    try (AddOns addOns = AddOns.load(home)) {
      Path folder = home.resolve("addons");
      assertEquals(
          "There is no check add-on acme; "
              + folder
              + " (acme, run) and the class path have none. "
              + folder.resolve("acme")
              + " was skipped: There is no jar in it.",
          assertThrows(IOException.class, () -> addOns.get(AddOnKind.CHECK, "acme")).getMessage());
    }
  }

  private String missing(AddOns addOns, AddOnKind kind, String id) {
    return assertThrows(IOException.class, () -> addOns.get(kind, id)).getMessage();
  }

  @Test
  void nearestIdAndAnotherKindAreNamed() throws Exception {
    sink("Run", id("acme-archive")).writeTo(jar("run"));
    try (AddOns addOns = AddOns.load(home)) {
      assertEquals(
          "There is no sink add-on acme-archiv; did you mean acme-archive?",
          missing(addOns, AddOnKind.SINK, "acme-archiv"));
      assertEquals(
          "There is no filter add-on acme-archive; acme-archive is a sink: name it in sinks or"
              + " follow-ups.",
          missing(addOns, AddOnKind.FILTER, "acme-archive"));
    }
  }

  @Test
  void jarsCanBeDeletedOnceAddOnsAreClosed() throws Exception {
    Path jar =
        sink("Archive", "public String id() { " + readsItsResource() + " return \"archive\"; }")
            .resource("acme/hello.txt", "hello")
            .writeTo(jar("archive"));
    try (AddOns addOns = AddOns.load(home)) {
      assertEquals(1, found(addOns).size(), addOns.skipped().toString());
    }
    Path open = Path.of("/proc/self/fd");
    if (Files.isDirectory(open)) {
      try (Stream<Path> files = Files.list(open)) {
        assertEquals(List.of(), files.filter(file -> leadsTo(file, jar)).toList());
      }
    }
    Files.delete(jar);
  }

  private static String readsItsResource() {
    return "try (var in = getClass().getResourceAsStream(\"hello.txt\")) { in.read(); }"
        + " catch (java.io.IOException e) { throw new IllegalStateException(e); }";
  }

  private static boolean leadsTo(Path link, Path file) {
    try {
      return Files.readSymbolicLink(link).equals(file.toRealPath());
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  @Nested
  class Isolation {
    private String says(String folder) throws IOException {
      try (AddOns addOns = AddOns.load(home)) {
        assertEquals(List.of(), addOns.skipped());
        return found(addOns).stream()
            .filter(each -> each.id().equals(folder))
            .findFirst()
            .orElseThrow()
            .displayName();
      }
    }

    @Test
    void twoAddOnsUseTwoVersionsOfOneLibrary() throws Exception {
      for (String version : List.of("one", "two")) {
        String library =
            "package library; public class Version {"
                + "  public static String name() { return \""
                + version
                + "\"; } }";
        Path lib =
            new CompiledJar()
                .source("library.Version", library)
                .writeTo(jar(version).resolveSibling("library.jar"));
        sink("Uses", id(version) + "public String displayName() { return library.Version.name(); }")
            .against(lib)
            .writeTo(jar(version));
      }
      assertEquals("one", says("one"));
      assertEquals("two", says("two"));
    }

    @Test
    void nothingElseOfTheHostIsSeen() throws Exception {
      String looks =
          "public String displayName() {"
              + "  StringBuilder seen = new StringBuilder();"
              + "  for (String name : new String[] {\"nz.co.medimage.receiver.Receiver\","
              + "      \"com.squareup.moshi.Moshi\", \"nz.co.medimage.testkit.CompiledJar\"}) {"
              + "    try { Class.forName(name); seen.append(name); }"
              + "    catch (ClassNotFoundException e) { }"
              + "    if (getClass().getClassLoader().getResource(name.replace('.', '/') + \".class\")"
              + "        != null) { seen.append(name); }"
              + "  }"
              + "  java.util.ServiceLoader.load(SinkProvider.class)"
              + "      .stream().forEach(each -> seen.append(each.type().getSimpleName()));"
              + "  try { Class.forName(\"org.slf4j.Logger\"); seen.append(\" slf4j\");"
              + "    Class.forName(\"java.sql.Connection\"); seen.append(\" jdk\"); }"
              + "  catch (ClassNotFoundException e) { }"
              + "  return seen.toString(); }";
      sink("Curious", id("curious") + looks).writeTo(jar("curious"));
      sink("Other", id("other")).writeTo(jar("other"));
      assertEquals("Curious slf4j jdk", says("curious"));
    }

    @Test
    void copyOfTheApiInItsJarsIsNotUsed() throws Exception {
      sink("Fat", id("fat"))
          .source(
              "nz.co.medimage.api.spi.AddOnProvider",
              "package nz.co.medimage.api.spi; public interface AddOnProvider {"
                  + " String id(); }")
          .source(
              "nz.co.medimage.api.spi.SinkProvider",
              "package nz.co.medimage.api.spi; public interface SinkProvider"
                  + " extends AddOnProvider { Sink create(AddOnContext context); }")
          .writeTo(jar("fat"));
      assertEquals("fat", says("fat"));
    }
  }

  @Nested
  class Broken {
    @Test
    void constructorThrows() throws Exception {
      sink("Bad", "public Bad() { throw new IllegalStateException(\"no licence\"); }" + id("bad"))
          .writeTo(jar("bad"));
      assertEquals(
          "acme.Bad - It has a fault: ask its vendor (IllegalStateException: no licence).",
          whySkipped("bad"));
    }

    @Test
    void providerIsMissing() throws Exception {
      new CompiledJar().provides(SinkProvider.class, "acme.Gone").writeTo(jar("bad"));
      assertEquals(
          "bad - Its META-INF/services names acme.Gone, which is not in its jars.",
          whySkipped("bad"));
    }

    @Test
    void libraryIsMissing() throws Exception {
      Path library =
          new CompiledJar()
              .source("library.Thing", "package library; public class Thing {}")
              .writeTo(home.resolve("library.jar"));
      sink("Bad", "public Bad() { new library.Thing(); }" + id("bad"))
          .against(library)
          .writeTo(jar("bad"));
      assertEquals(
          "acme.Bad - It lacks the class library.Thing: put all of its jars into its folder; it"
              + " cannot use libraries of MedImage itself.",
          whySkipped("bad"));
    }

    @Test
    void classOfAnotherApiIsMissing() throws Exception {
      Path otherApi =
          new CompiledJar()
              .source(
                  "nz.co.medimage.api.spi.SinkTwo",
                  "package nz.co.medimage.api.spi; public interface SinkTwo {}")
              .writeTo(home.resolve("api.jar"));
      sink("Bad", id("bad") + "public String vendor() { return SinkTwo.class.getName(); }")
          .against(otherApi)
          .writeTo(jar("bad"));
      assertEquals(
          "acme.Bad - It was made for another version of MedImage: ask its vendor for one that"
              + " fits this version, or update MedImage (NoClassDefFoundError:"
              + " nz/co/medimage/api/spi/SinkTwo).",
          whySkipped("bad"));
    }

    @Test
    void constructorTakesSomething() throws Exception {
      sink("Bad", "public Bad(int number) {}" + id("bad")).writeTo(jar("bad"));
      assertEquals(
          "bad - acme.Bad has no public constructor without parameters: ask its vendor.",
          whySkipped("bad"));
    }

    @Test
    void fileIsNoJar() throws Exception {
      Files.createDirectories(jar("bad").getParent());
      Files.writeString(jar("bad"), "half a download");
      assertEquals(
          "bad - bad.jar cannot be read as a jar: copy it here again, whole.", whySkipped("bad"));
    }

    @Test
    void folderIsEmpty() throws Exception {
      Files.createDirectories(jar("bad").getParent());
      assertEquals("bad - There is no jar in it.", whySkipped("bad"));
    }

    @Test
    void jarNamesNoAddOn() throws Exception {
      new CompiledJar().resource("readme.txt", "hello").writeTo(jar("bad"));
      assertEquals("bad - No jar in it names an add-on in META-INF/services.", whySkipped("bad"));
    }

    @Test
    void jarOfADatabaseDriverIsNothingToReport() throws Exception {
      new CompiledJar().resource("META-INF/services/java.sql.Driver", "a.B").writeTo(jar("driver"));
      try (AddOns addOns = AddOns.load(home)) {
        assertEquals(List.of(), addOns.skipped());
      }
    }

    @Test
    void jarLiesBesideTheFolders() throws Exception {
      Path beside = home.resolve("addons").resolve("bad.jar");
      sink("Bad", id("bad")).writeTo(beside);
      try (AddOns addOns = AddOns.load(home)) {
        assertEquals(
            "It lies beside the folders of add-ons: make a folder for it, and put it there.",
            addOns.skipped().get(0).why());
      }
    }

    @Test
    void classesAreOfALaterJava() throws Exception {
      byte[] later = {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 3, (byte) 0xe7};
      Path jar = new CompiledJar().provides(SinkProvider.class, "acme.Bad").writeTo(jar("bad"));
      try (var files = java.nio.file.FileSystems.newFileSystem(jar)) {
        Files.createDirectories(files.getPath("acme"));
        Files.write(files.getPath("acme/Bad.class"), later);
      }
      assertEquals(
          "bad - It needs a later Java than " + Runtime.version().feature() + ", which runs here.",
          whySkipped("bad"));
    }

    @Test
    void methodItCallsIsNotInThisApi() throws Exception {
      Path otherApi =
          new CompiledJar()
              .source(
                  "nz.co.medimage.api.spi.Setting",
                  "package nz.co.medimage.api.spi; public class Setting {"
                      + " public static Setting colour(String key) { return null; } }")
              .writeTo(home.resolve("api.jar"));
      sink(
              "Bad",
              id("bad")
                  + "public java.util.List<Setting> settings() {"
                  + "  return java.util.List.of(Setting.colour(\"red\")); }")
          .against(otherApi)
          .writeTo(jar("bad"));
      String why = whySkipped("bad");
      assertTrue(
          why.startsWith(
              "acme.Bad - It was made for another version of MedImage, or of a library: ask its"
                  + " vendor for one that fits (NoSuchMethodError: "),
          why);
    }

    @Test
    void methodOfThisApiIsNotInIt() throws Exception {
      Path otherApi =
          new CompiledJar()
              .source(
                  "nz.co.medimage.api.spi.SinkProvider",
                  "package nz.co.medimage.api.spi; public interface SinkProvider {"
                      + " Sink create(AddOnContext context); }")
              .writeTo(home.resolve("api.jar"));
      sink("Bad", "").against(otherApi).writeTo(jar("bad"));
      String why = whySkipped("bad");
      assertTrue(why.contains("(AbstractMethodError: "), why);
    }

    @Test
    void laterApiIsAskedFor() throws Exception {
      sink("Bad", id("bad")).attribute("MedImage-Api-Version", "2.1").writeTo(jar("bad"));
      assertEquals(
          "bad - bad.jar needs version 2 of MedImage's interface for add-ons, and this MedImage"
              + " has version 1: use a later MedImage.",
          whySkipped("bad"));
    }

    @Test
    void idCannotBe() throws Exception {
      sink("Bad", id("Bad One")).writeTo(jar("bad"));
      assertEquals(
          "acme.Bad - It has a fault: ask its vendor (IllegalArgumentException: an id is 1 to 40"
              + " of a-z, 0-9 and -, not Bad One).",
          whySkipped("bad"));
    }

    @Test
    void defaultIsNoValueOfItsType() throws Exception {
      sink(
              "Bad",
              id("bad")
                  + "public java.util.List<Setting> settings() { return java.util.List.of("
                  + "  Setting.integer(\"port\").defaultValue(\"many\")); }")
          .writeTo(jar("bad"));
      assertEquals(
          "acme.Bad - It has a fault: ask its vendor (IllegalArgumentException: The setting port"
              + " must be a whole number, not many.).",
          whySkipped("bad"));
    }

    @Test
    void idIsTakenByOneThatWasFoundBefore() throws Exception {
      sink("Copy", id("good")).writeTo(jar("later"));
      assertEquals(
          "good - "
              + jar("good").getParent()
              + " has a sink good too, and comes first by name; delete one of the folders.",
          whySkipped("later"));
    }
  }
}
