package nz.co.medimage.release;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;

/**
 * A parent and a module with all that Central asks for, to be broken in one place before or after
 * it is signed.
 */
final class SmallBundle {
  static final String PARENT = "org/example/parent/1.0/parent-1.0.pom";
  static final String MODULE = "org/example/module/1.0/module-1.0";

  private static final String PARENT_POM =
      """
      <project>
        <modelVersion>4.0.0</modelVersion>
        <groupId>org.example</groupId>
        <artifactId>parent</artifactId>
        <version>1.0</version>
        <packaging>pom</packaging>
        <name>Parent</name>
        <description>Of the module</description>
        <url>https://example.org</url>
        <licenses><license><name>Apache-2.0</name><url>https://www.apache.org/licenses/</url></license></licenses>
        <developers><developer><name>Example</name></developer></developers>
        <scm>
          <url>https://example.org/repository</url>
          <connection>scm:git:https://example.org/repository.git</connection>
          <developerConnection>scm:git:https://example.org/repository.git</developerConnection>
        </scm>
        <properties><slf4j.version>2.0.17</slf4j.version></properties>
      </project>
      """;

  private static final String MODULE_POM =
      """
      <project>
        <modelVersion>4.0.0</modelVersion>
        <parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>1.0</version></parent>
        <artifactId>module</artifactId>
        <name>Module</name>
        <description>With one dependency</description>
        <dependencies>
          <dependency>
            <groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>${slf4j.version}</version>
          </dependency>
        </dependencies>
      </project>
      """;

  private final SortedMap<String, byte[]> files = new TreeMap<>();

  SmallBundle() throws IOException {
    put(PARENT, PARENT_POM);
    put(MODULE + ".pom", MODULE_POM);
    files.put(MODULE + ".jar", jar("org/example/A.class", "META-INF/LICENSE"));
    files.put(MODULE + "-sources.jar", jar("org/example/A.java", "META-INF/LICENSE"));
    files.put(MODULE + "-javadoc.jar", jar("index.html", "META-INF/LICENSE"));
    put(MODULE + "-cyclonedx.json", "{}");
  }

  void put(String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  void remove(String path) {
    if (files.remove(path) == null) {
      throw new IllegalArgumentException(path);
    }
  }

  /** Replaces in a text, which must be there. */
  void edit(String path, String what, String by) {
    String text = new String(files.get(path), StandardCharsets.UTF_8);
    if (!text.contains(what)) {
      throw new IllegalArgumentException(what);
    }
    put(path, text.replace(what, by));
  }

  void putJar(String path, String... entries) throws IOException {
    files.put(path, jar(entries));
  }

  void move(String from, String to) {
    files.put(to, files.remove(from));
  }

  /** Gives every file its signature and its checksums. */
  SmallBundle sign(PGPSecretKeyRing key) throws IOException, PGPException {
    for (String path : List.copyOf(files.keySet())) {
      files.put(path + ".asc", signature(files.get(path), key));
      put(path + ".md5", checksum("MD5", files.get(path)));
      put(path + ".sha1", checksum("SHA-1", files.get(path)));
      put(path + ".sha256", checksum("SHA-256", files.get(path)));
    }
    return this;
  }

  Bundle bundle() {
    return new Bundle(files);
  }

  private static byte[] signature(byte[] file, PGPSecretKeyRing key)
      throws IOException, PGPException {
    PGPSignatureGenerator generator =
        new PGPSignatureGenerator(
            new BcPGPContentSignerBuilder(
                PublicKeyAlgorithmTags.RSA_GENERAL, HashAlgorithmTags.SHA256),
            key.getPublicKey());
    generator.init(PGPSignature.BINARY_DOCUMENT, key.getSecretKey().extractPrivateKey(null));
    generator.update(file);
    return SigningKey.armored(generator.generate().getEncoded())
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String checksum(String algorithm, byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(file));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] jar(String... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write('x');
      }
    }
    return bytes.toByteArray();
  }
}
