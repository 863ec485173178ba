package nz.co.medimage.release;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Date;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/**
 * The key that signs a bundle: the one in {@code MAVEN_GPG_KEY}, or one made for this build alone.
 *
 * <p>The build runs this file as it stands, before anything is compiled, so it needs Bouncy Castle
 * and no other file.
 */
final class SigningKey {
  private static final String VARIABLE = "MAVEN_GPG_KEY";

  private SigningKey() {}

  /**
   * Writes {@code public.asc}, and {@code secret.asc} if the key was made here, into the folder
   * named first. With {@code false} as second argument, which says that the bundle will be
   * uploaded, it makes no key and asks for one.
   */
  public static void main(String[] args) throws IOException, PGPException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    boolean uploads = !Boolean.parseBoolean(args[1]);
    String given = System.getenv(VARIABLE);
    Path secret = folder.resolve("secret.asc");
    Files.deleteIfExists(secret);
    PGPSecretKeyRing key;
    if (given != null && !given.isBlank()) {
      key = parse(given);
    } else if (uploads) {
      System.err.println(
          "To upload a release, put its signing key into " + VARIABLE + "; see RELEASING.md.");
      System.exit(1);
      return;
    } else {
      key = make();
      Files.writeString(secret, armored(key.getEncoded()));
      System.out.println(
          "Signed with a key made for this build alone, as " + VARIABLE + " holds none.");
    }
    Files.writeString(folder.resolve("public.asc"), armored(key.toCertificate().getEncoded()));
  }

  /** A new RSA key of 3072 bits without a passphrase. */
  @SuppressWarnings("JavaUtilDate") // Bouncy Castle takes no other
  static PGPSecretKeyRing make() throws PGPException {
    RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
    generator.init(
        new RSAKeyGenerationParameters(BigInteger.valueOf(0x10001), new SecureRandom(), 3072, 100));
    PGPKeyPair pair =
        new BcPGPKeyPair(
            PublicKeyPacket.VERSION_4,
            PublicKeyAlgorithmTags.RSA_GENERAL,
            generator.generateKeyPair(),
            new Date());
    return new PGPKeyRingGenerator(
            PGPSignature.POSITIVE_CERTIFICATION,
            pair,
            "MedImage build, not a release",
            new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1),
            null,
            null,
            new BcPGPContentSignerBuilder(
                PublicKeyAlgorithmTags.RSA_GENERAL, HashAlgorithmTags.SHA256),
            null)
        .generateSecretKeyRing();
  }

  private static PGPSecretKeyRing parse(String armored) throws IOException, PGPException {
    return new PGPSecretKeyRing(
        PGPUtil.getDecoderStream(
            new ByteArrayInputStream(armored.getBytes(StandardCharsets.US_ASCII))),
        new BcKeyFingerprintCalculator());
  }

  static String armored(byte[] encoded) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (OutputStream armor = ArmoredOutputStream.builder().build(text)) {
      armor.write(encoded);
    }
    return text.toString(StandardCharsets.US_ASCII);
  }
}
