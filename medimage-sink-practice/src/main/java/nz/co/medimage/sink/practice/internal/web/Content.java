package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The file that is sent: the photo, a smaller copy or a page with it.
 *
 * @param fileName its name for the target
 * @param sha256 in hexadecimal digits
 */
record Content(Path file, String fileName, String mediaType, long length, String sha256) {

  /** The digest that a name stands for; reads the file for SHA-1. */
  byte[] digest(String name) throws IOException {
    return name.equals("sha256") ? HexFormat.of().parseHex(sha256) : sha1();
  }

  private byte[] sha1() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-1"); // not for security: FHIR's Attachment.hash
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-1", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return digest.digest();
  }
}
