package nz.co.medimage.release;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.junit.jupiter.api.Test;

/**
 * The bundle of this build. Named so that it runs only where there is one, in the profile {@code
 * release}.
 */
final class CentralBundleCheck {
  private static final String VERSION = System.getProperty("version");

  @Test
  void theBundleIsWhatCentralTakes() throws IOException, PGPException {
    try (InputStream key = PGPUtil.getDecoderStream(Files.newInputStream(path("public.key")))) {
      List<String> problems =
          BundleCheck.problems(
              Bundle.read(path("bundle")),
              new PGPPublicKeyRing(key, new BcKeyFingerprintCalculator()),
              CentralBundleCheck::published);
      assertEquals("", String.join("\n", problems));
    }
  }

  @Test
  void theBundleHoldsEveryModuleThatIsPublishedAndNoOther() throws IOException {
    Set<String> expected = new TreeSet<>(List.of("medimage-bom", "medimage-parent"));
    String bom = Files.readString(Path.of("../medimage-bom/pom.xml"));
    bom.lines()
        .filter(line -> line.contains("<artifactId>medimage-"))
        .forEach(line -> expected.add(line.replaceAll(".*<artifactId>|</artifactId>.*", "")));
    Set<String> found =
        Bundle.read(path("bundle"))
            .poms()
            .map(
                path ->
                    path.replaceAll(
                        "^nz/co/medimage/([^/]+)/" + VERSION.replace(".", "\\.") + "/.*", "$1"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(expected, found);
  }

  private static Path path(String property) {
    return Path.of(System.getProperty(property));
  }

  /** What Maven fetched for this build. */
  private static Optional<String> published(String pom) {
    Path file = path("local.repository").resolve(pom);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
