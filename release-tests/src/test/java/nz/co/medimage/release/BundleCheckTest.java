package nz.co.medimage.release;

import static nz.co.medimage.release.SmallBundle.MODULE;
import static nz.co.medimage.release.SmallBundle.PARENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole bundle passes; each broken copy is refused, with the file and what is wrong with it. */
final class BundleCheckTest {
  private static PGPSecretKeyRing key;

  private SmallBundle small;

  @BeforeAll
  static void makeKey() throws PGPException {
    key = SigningKey.make();
  }

  @BeforeEach
  void make() throws IOException {
    small = new SmallBundle();
  }

  @Test
  void aWholeBundlePasses() throws Exception {
    assertEquals(List.of(), problems(small.sign(key)));
  }

  @Test
  void anEmptyBundleIsRefused() throws Exception {
    assertEquals(
        List.of("The bundle is empty."),
        BundleCheck.problems(
            new Bundle(new TreeMap<>()), key.toCertificate(), path -> Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<name>Module</name> | <name>",
        "<description>With one dependency</description> | <description>",
      })
  void aModuleSaysWhatItIs(String element, String missing) throws Exception {
    small.edit(MODULE + ".pom", element, "");
    assertEquals(List.of(MODULE + ".pom: " + missing + " is missing"), problems(small.sign(key)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<url>https://example.org</url> | <url>",
        "<url>https://www.apache.org/licenses/</url> | <license><url>",
        "<name>Apache-2.0</name> | <license><name>",
        "<developer><name>Example</name></developer> | <developers>",
        "<name>Example</name> | <developer><name>",
        "<url>https://example.org/repository</url> | <scm><url>",
        "<connection>scm:git:https://example.org/repository.git</connection> | <scm><connection>",
        "<developerConnection>scm:git:https://example.org/repository.git</developerConnection>"
            + " | <scm><developerConnection>",
      })
  void whatTheParentLacksItsModulesLack(String element, String missing) throws Exception {
    small.edit(PARENT, element, "");
    assertEquals(
        List.of(
            MODULE + ".pom: " + missing + " is missing", PARENT + ": " + missing + " is missing"),
        problems(small.sign(key)));
  }

  @Test
  void aPomWithoutScmOrLicencesIsRefused() throws Exception {
    small.edit(PARENT, "scm>", "x-scm>");
    small.edit(PARENT, "licenses>", "x-licenses>");
    List<String> problems = problems(small.sign(key));
    assertTrue(problems.contains(PARENT + ": <scm><url> is missing"), problems::toString);
    assertTrue(problems.contains(PARENT + ": <licenses> is missing"), problems::toString);
  }

  @Test
  void aPropertyWithoutAValueIsNoValue() throws Exception {
    small.edit(MODULE + ".pom", "<name>Module</name>", "<name>${nothing}</name>");
    assertEquals(
        List.of(MODULE + ".pom: <name> holds a property without a value, ${nothing}"),
        problems(small.sign(key)));
  }

  @Test
  void aDependencyWithoutAVersionIsRefused() throws Exception {
    small.edit(MODULE + ".pom", "<version>${slf4j.version}</version>", "");
    assertEquals(
        List.of(
            MODULE
                + ".pom: 'dependencies.dependency.version' for org.slf4j:slf4j-api:jar is missing."),
        problems(small.sign(key)));
  }

  @Test
  void aDependencyOnASnapshotIsRefused() throws Exception {
    small.edit(PARENT, "2.0.17", "2.0.18-SNAPSHOT");
    assertEquals(
        List.of(
            MODULE
                + ".pom: depends on org.slf4j:slf4j-api:jar in a version that is not a release, 2.0.18-SNAPSHOT"),
        problems(small.sign(key)));
  }

  @Test
  void aSnapshotIsRefused() throws Exception {
    small.remove(MODULE + ".pom");
    for (String suffix : List.of(".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json")) {
      small.remove(MODULE + suffix);
    }
    small.edit(PARENT, "<version>1.0</version>", "<version>1.0-SNAPSHOT</version>");
    String moved = PARENT.replace("1.0", "1.0-SNAPSHOT");
    small.move(PARENT, moved);
    assertEquals(
        List.of(moved + ": <version> 1.0-SNAPSHOT is not a release"), problems(small.sign(key)));
  }

  @Test
  void aParentThatIsNotPublishedIsNamed() throws Exception {
    small.remove(PARENT);
    List<String> problems = problems(small.sign(key));
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.get(0).startsWith(MODULE + ".pom: "), problems::toString);
    assertTrue(
        problems.get(0).contains(PARENT + " is neither in the bundle nor published"),
        problems::toString);
  }

  @Test
  void filesInAnothersFolderAreRefused() throws Exception {
    small.edit(
        MODULE + ".pom", "<artifactId>module</artifactId>", "<artifactId>other</artifactId>");
    assertEquals(
        List.of(MODULE + ".pom: its coordinates are others, org.example:other:jar:1.0"),
        problems(small.sign(key)));
  }

  @Test
  void filesWithoutAPomAreRefused() throws Exception {
    small.put("org/example/stray/1.0/stray-1.0.jar", "x");
    List<String> problems = problems(small.sign(key));
    assertTrue(
        problems.contains("org/example/stray/1.0/stray-1.0.jar: there is no pom beside it"),
        problems::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {".jar", "-sources.jar", "-javadoc.jar"})
  void aMissingJarIsNamed(String suffix) throws Exception {
    small.remove(MODULE + suffix);
    assertEquals(List.of(MODULE + suffix + ": is missing"), problems(small.sign(key)));
  }

  @Test
  void aMissingListOfDependenciesIsNamed() throws Exception {
    small.remove(MODULE + "-cyclonedx.json");
    assertEquals(
        List.of(
            MODULE + ".jar: its list of dependencies is missing (" + MODULE + "-cyclonedx.json)"),
        problems(small.sign(key)));
  }

  @ParameterizedTest
  @CsvSource({".jar, class", "-sources.jar, source", "-javadoc.jar, page of Javadoc"})
  void aPlaceholderIsRefused(String suffix, String content) throws Exception {
    small.putJar(MODULE + suffix, "README.md", "META-INF/LICENSE");
    assertEquals(List.of(MODULE + suffix + ": holds no " + content), problems(small.sign(key)));
  }

  @Test
  void aJarWithoutItsLicenceIsRefused() throws Exception {
    small.putJar(MODULE + ".jar", "org/example/A.class");
    assertEquals(List.of(MODULE + ".jar: META-INF/LICENSE is missing"), problems(small.sign(key)));
  }

  @ParameterizedTest
  @ValueSource(strings = {".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json"})
  void aMissingSignatureIsNamed(String suffix) throws Exception {
    small.sign(key).remove(MODULE + suffix + ".asc");
    String file = MODULE + suffix;
    assertEquals(List.of(file + ": its signature is missing (" + file + ".asc)"), problems(small));
  }

  @Test
  void aSignatureOfOtherBytesIsRefused() throws Exception {
    small.sign(key).move(MODULE + ".pom.asc", MODULE + ".jar.asc");
    assertEquals(
        List.of(
            MODULE + ".jar.asc: the signature does not verify",
            MODULE + ".pom: its signature is missing (" + MODULE + ".pom.asc)"),
        problems(small));
  }

  @Test
  void aSignatureByAnotherKeyIsRefused() throws Exception {
    PGPSecretKeyRing other = SigningKey.make();
    List<String> problems = problems(small.sign(other));
    assertEquals(6, problems.size(), problems::toString);
    assertTrue(
        problems.contains(
            MODULE
                + ".jar.asc: the signature is of another key, "
                + Long.toHexString(other.getPublicKey().getKeyID())),
        problems::toString);
  }

  @Test
  void whatIsNoSignatureIsRefused() throws Exception {
    small.sign(key).put(MODULE + ".jar.asc", "signed, honestly");
    List<String> problems = problems(small);
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.get(0).startsWith(MODULE + ".jar.asc: "), problems::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"md5", "sha1"})
  void aMissingChecksumIsNamed(String kind) throws Exception {
    small.sign(key).remove(MODULE + ".jar." + kind);
    assertEquals(
        List.of(MODULE + ".jar: its checksum is missing (" + MODULE + ".jar." + kind + ")"),
        problems(small));
  }

  @ParameterizedTest
  @ValueSource(strings = {"md5", "sha1", "sha256"})
  void aWrongChecksumIsRefused(String kind) throws Exception {
    small.sign(key).put(MODULE + ".jar." + kind, "00");
    assertEquals(List.of(MODULE + ".jar." + kind + ": the checksum is wrong"), problems(small));
  }

  private static List<String> problems(SmallBundle small) throws IOException {
    return BundleCheck.problems(small.bundle(), key.toCertificate(), path -> Optional.empty());
  }
}
