package nz.co.medimage.release;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.bouncycastle.openpgp.PGPPublicKeyRing;

/**
 * What Maven Central demands of a bundle, by <a
 * href="https://central.sonatype.org/publish/requirements/">central.sonatype.org/publish/requirements</a>
 * and <a
 * href="https://central.sonatype.org/publish/publish-portal-upload/">publish-portal-upload</a>:
 *
 * <ul>
 *   <li>the layout of a Maven repository: group, artifact and version make the folders, artifact
 *       and version the names;
 *   <li>a pom for every component, with what {@link PomCheck} looks for;
 *   <li>for every packaging other than {@code pom} its jar, with a {@code -sources.jar} and a
 *       {@code -javadoc.jar};
 *   <li>for every file a signature, {@code .asc}, that verifies; signatures need no checksums;
 *   <li>for every file its {@code .md5} and {@code .sha1}; if {@code .sha256} and {@code .sha512}
 *       are there, they too must be right;
 *   <li>a version that does not end in {@code -SNAPSHOT}.
 * </ul>
 *
 * <p>And what this project adds: sources and Javadoc that are not placeholders, the licence in
 * every jar, and for every jar the list of what it needs ({@code -cyclonedx.json}).
 */
final class BundleCheck {
  private final Bundle bundle;
  private final PomCheck poms;
  private final Signatures signatures;
  private final List<String> problems = new ArrayList<>();

  private BundleCheck(Bundle bundle, PGPPublicKeyRing key, PomCheck.External external) {
    this.bundle = bundle;
    this.poms = new PomCheck(bundle, external, problems);
    this.signatures = new Signatures(key);
  }

  /**
   * A sentence for each thing that Central would refuse, which names the file; none if all is well.
   */
  static List<String> problems(Bundle bundle, PGPPublicKeyRing key, PomCheck.External external)
      throws IOException {
    BundleCheck check = new BundleCheck(bundle, key, external);
    check.run();
    return List.copyOf(check.problems);
  }

  private void run() throws IOException {
    if (bundle.files().isEmpty()) {
      problems.add("The bundle is empty.");
    }
    for (String path : bundle.published().toList()) {
      checkSignature(path);
      checkChecksums(path);
    }
    for (String path : bundle.files().keySet()) {
      if (!path.endsWith(".pom") && !bundle.files().containsKey(pomBeside(path))) {
        problems.add(path + ": there is no pom beside it");
      }
    }
    for (String pom : bundle.poms().toList()) {
      if (poms.check(pom).filter(packaging -> !packaging.equals("pom")).isPresent()) {
        checkJars(pom.substring(0, pom.length() - ".pom".length()));
      }
    }
  }

  private static String pomBeside(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length < 4) {
      return path + "/.pom";
    }
    return path.substring(0, path.lastIndexOf('/') + 1)
        + parts[parts.length - 3]
        + "-"
        + parts[parts.length - 2]
        + ".pom";
  }

  private void checkSignature(String path) throws IOException {
    byte[] signature = bundle.files().get(path + ".asc");
    if (signature == null) {
      problems.add(path + ": its signature is missing (" + path + ".asc)");
    } else {
      signatures
          .problem(bundle.files().get(path), signature)
          .ifPresent(problem -> problems.add(path + ".asc: " + problem));
    }
  }

  private void checkChecksums(String path) {
    for (String kind : new TreeSet<>(Bundle.CHECKSUMS)) {
      byte[] found = bundle.files().get(path + "." + kind);
      if (found != null) {
        String wanted = HexFormat.of().formatHex(digest(kind).digest(bundle.files().get(path)));
        if (!new String(found, StandardCharsets.US_ASCII)
            .strip()
            .toLowerCase(Locale.ROOT)
            .equals(wanted)) {
          problems.add(path + "." + kind + ": the checksum is wrong");
        }
      } else if (Set.of("md5", "sha1").contains(kind)) {
        problems.add(path + ": its checksum is missing (" + path + "." + kind + ")");
      }
    }
  }

  private static MessageDigest digest(String kind) {
    try {
      return MessageDigest.getInstance(kind.equals("md5") ? "MD5" : kind.replace("sha", "SHA-"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void checkJars(String stem) throws IOException {
    checkJar(stem + ".jar", "class", name -> name.endsWith(".class"));
    checkJar(stem + "-sources.jar", "source", name -> name.endsWith(".java"));
    checkJar(stem + "-javadoc.jar", "page of Javadoc", name -> name.equals("index.html"));
    if (!bundle.files().containsKey(stem + "-cyclonedx.json")) {
      problems.add(
          stem + ".jar: its list of dependencies is missing (" + stem + "-cyclonedx.json)");
    }
  }

  private void checkJar(String path, String content, Predicate<String> isContent)
      throws IOException {
    byte[] jar = bundle.files().get(path);
    if (jar == null) {
      problems.add(path + ": is missing");
      return;
    }
    Set<String> names = new TreeSet<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    if (names.stream().noneMatch(isContent)) {
      problems.add(path + ": holds no " + content);
    }
    if (!names.contains("META-INF/LICENSE")) {
      problems.add(path + ": META-INF/LICENSE is missing");
    }
  }
}
