package nz.co.medimage.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What modules show to others, by their descriptors. */
final class ModulesTest {
  private static final String OURS = "nz.co.medimage";

  private static final List<ModuleDescriptor> MODULES =
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
          .filter(entry -> entry.contains("medimage-"))
          .flatMap(entry -> ModuleFinder.of(Path.of(entry)).findAll().stream())
          .map(ModuleReference::descriptor)
          .filter(module -> module.name().startsWith(OURS))
          .toList();

  @Test
  void everyModuleHasADescriptor() {
    Set<String> names = MODULES.stream().map(ModuleDescriptor::name).collect(Collectors.toSet());
    Set<String> expected =
        Stream.of(
                "api",
                "runtime",
                "crypto",
                "store",
                "sender",
                "capture",
                "receiver",
                "transport.http",
                "transport.wifi",
                "transport.relay",
                "relay",
                "sink.folders",
                "filter.resize",
                "filter.run",
                "sink.practice",
                "sink.hl7",
                "observer.notify",
                "console",
                "testkit",
                "cli")
            .map(name -> OURS + "." + name)
            .collect(Collectors.toSet());
    assertTrue(names.containsAll(expected), () -> "only " + names);
    assertTrue(MODULES.stream().noneMatch(ModuleDescriptor::isAutomatic));
  }

  @Test
  void exportsAreToEverybody() {
    assertEquals(
        List.of(),
        MODULES.stream()
            .flatMap(module -> module.exports().stream())
            .filter(ModuleDescriptor.Exports::isQualified)
            .toList());
  }

  @Test
  void everyPackageIsOfTheModuleThatNamesIt() {
    for (ModuleDescriptor module : MODULES) {
      assertTrue(
          module.packages().stream().allMatch(name -> isWithin(name, module.name())),
          () -> module.name() + " holds " + module.packages());
    }
  }

  private static boolean isWithin(String packageName, String moduleName) {
    return packageName.equals(moduleName) || packageName.startsWith(moduleName + ".");
  }

  @Test
  void publicTypesAreExportedOrInternalOrOfAFormat() {
    Set<String> exported =
        MODULES.stream()
            .flatMap(module -> module.exports().stream())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(OURS);
    Set<String> hidden = new TreeSet<>();
    for (JavaClass type : classes) {
      if (type.isTopLevelClass()
          && type.getModifiers().contains(JavaModifier.PUBLIC)
          && !exported.contains(type.getPackageName())
          && !type.getPackageName().matches(".*\\.(internal(\\..*)?|v1)")) {
        hidden.add(type.getName());
      }
    }
    assertEquals(Set.of(), hidden);
  }

  @Test
  void theComparisonWithTheLastReleaseLeavesOutWhatNoModuleExportsAndNothingElse()
      throws Exception {
    List<Pattern> excluded =
        Pattern.compile("<exclude>(nz\\.co\\.medimage\\.[^<]*)</exclude>")
            .matcher(Files.readString(Path.of("../medimage-bom/pom.xml")))
            .results()
            .map(found -> found.group(1).replace(".", "\\.").replace("*", ".*"))
            .map(pattern -> Pattern.compile(pattern + "(\\.[^.]+)*"))
            .toList();
    for (ModuleDescriptor module : MODULES) {
      Set<String> exported =
          module.exports().stream()
              .map(ModuleDescriptor.Exports::source)
              .collect(Collectors.toSet());
      for (String name : module.packages()) {
        String info = name.replace('.', '/') + "/package-info.class";
        boolean hasTypes = ModulesTest.class.getClassLoader().getResource(info) != null;
        boolean isExcluded = excluded.stream().anyMatch(p -> p.matcher(name).matches());
        assertTrue(!hasTypes || isExcluded != exported.contains(name), name);
      }
    }
  }
}
