package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes all vectors afresh; {@code vectors/README.md} says how to run it. Vectors that are out in
 * the world are not to be changed: new cases are added, and a changed format gets a new version.
 */
public final class VectorGenerator {
  private VectorGenerator() {}

  /**
   * Writes into a folder.
   *
   * @param args the folder
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    new EnvelopeVectors(folder.resolve("envelope")).write();
    new ReceiptVectors(folder.resolve("receipt")).write();
    new PairingVectors(folder.resolve("pairing")).write();
    writeTables(folder);
  }

  private static void writeTables(Path folder) throws IOException {
    TableVectors.writeTags(folder.resolve("tag"));
    TableVectors.writeCodes(folder.resolve("pairing-code"));
    LinkVectors.write(folder.resolve("pairing-link"));
    TableVectors.writePadme(folder.resolve("padme"));
    TableVectors.writeTokens(folder.resolve("token"));
  }
}
