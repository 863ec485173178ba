package com.example.sharedfolder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.transport.TokenHash;

/**
 * One receiver's part of the shared folder, as both halves see it:
 *
 * <ul>
 *   <li>{@code senders/PAIRING}: proves to a paired sender that the mailbox is its receiver's.
 *   <li>{@code envelopes/ENVELOPE_PAIRING_PROOF}: a sealed envelope; {@code .part} while it is
 *       copied.
 *   <li>{@code receipts/ENVELOPE_PAIRING}: its sealed receipt.
 *   <li>{@code offers/NAMEPLATE/HASH.message} and {@code .answer}: a pairing.
 * </ul>
 *
 * <p>Anybody may write to a shared folder. So nothing in it is believed without a proof: an HMAC
 * under the hash of the sender's token. Only the two halves know that hash, as a token is made for
 * one transport, and this one keeps it out of the folder. Files are read without following links,
 * and small ones up to a limit. Nothing is done behind a link that stands in the place of a folder,
 * and only what has a name of this form is deleted: else a stranger could have the receiver delete
 * other files of its own.
 */
record Mailbox(Path folder) {
  static final String TRANSPORT = "shared-folder";
  private static final String PREFIX = "medimage-";

  /** A receipt and a pairing message have at most 65,536 bytes. */
  private static final int MOST_BYTES = 1 << 17;

  private static final int MOST_FILES = 1_000;
  private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final Pattern NAME =
      Pattern.compile("[0-9]{1,9}|" + UUID_FORM + "(_.*)?|\\." + UUID_FORM + "\\.tmp");

  static Mailbox of(Path shared, UUID name) {
    return new Mailbox(shared.resolve(PREFIX + name));
  }

  static List<Mailbox> all(Path shared) throws IOException {
    return list(shared, entry -> isFolder(new Mailbox(entry).offers())).stream()
        .map(Mailbox::new)
        .toList();
  }

  /** Makes the folders that are missing. */
  void createFolders() throws IOException {
    for (Path each : List.of(folder, senders(), envelopes(), receipts(), offers())) {
      Files.createDirectories(each);
      if (!isFolder(each)) {
        throw new IOException(each + " is a link; remove it.");
      }
    }
  }

  /** Whether a file or folder has a name that one of the two halves gives. */
  static boolean isOurs(Path file) {
    return NAME.matcher(file.getFileName().toString()).matches();
  }

  Path senders() {
    return folder.resolve("senders");
  }

  Path sender(PairingId pairing) {
    return senders().resolve(pairing.toString());
  }

  Path envelopes() {
    return folder.resolve("envelopes");
  }

  Path envelope(PhotoId id, TokenHash secret) {
    return envelopes().resolve(id + "_" + proof(secret, "envelope " + id));
  }

  /** The photo whose envelope a file is; empty if no paired sender gave it its name. */
  Optional<PhotoId> photo(Path file, Function<PairingId, Optional<TokenHash>> secrets) {
    String name = file.getFileName().toString();
    try {
      PhotoId id = PhotoId.parse(name.substring(0, Math.max(0, name.lastIndexOf('_'))));
      return secrets
          .apply(id.pairing())
          .map(secret -> envelope(id, secret))
          .filter(file::equals)
          .map(same -> id);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  Path receipts() {
    return folder.resolve("receipts");
  }

  Path receipt(PhotoId id) {
    return receipts().resolve(id.toString());
  }

  Path offers() {
    return folder.resolve("offers");
  }

  Path offer(String nameplate) {
    return offers().resolve(nameplate);
  }

  /** What the file of a sender holds. */
  byte[] welcome(PairingId pairing, TokenHash secret) {
    return proof(secret, "sender " + pairing).getBytes(StandardCharsets.US_ASCII);
  }

  boolean welcomes(PairingId pairing, TokenHash secret) throws IOException {
    byte[] found = read(sender(pairing)).orElse(new byte[0]);
    return MessageDigest.isEqual(found, welcome(pairing, secret));
  }

  private String proof(TokenHash secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.hex().getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      String all = folder.getFileName() + " " + text;
      return Sha256.hex(mac.doFinal(all.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /**
   * Replaces a small file: others see the old one or the whole new one, even after a power cut. It
   * is not private, as {@code DurableFiles.write} would make it: the other half may be another
   * user.
   */
  static void write(Path file, byte[] content) throws IOException {
    Path whole = file.resolveSibling("." + UUID.randomUUID() + ".tmp");
    Files.write(whole, content);
    DurableFiles.force(whole);
    DurableFiles.moveReplacing(whole, file);
  }

  /**
   * What a small file holds; empty if it is missing, or not of the kind that {@link #write} makes.
   */
  static Optional<byte[]> read(Path file) throws IOException {
    if (attributes(file).filter(BasicFileAttributes::isRegularFile).isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] content = in.readNBytes(MOST_BYTES + 1);
      return Optional.of(content).filter(all -> all.length <= MOST_BYTES);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Empty if nothing is there; throws if the share does not tell. */
  static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** The first of what is wanted: what strangers put there takes no memory, however much it is. */
  static List<Path> list(Path folder, DirectoryStream.Filter<Path> wanted) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, wanted)) {
      for (Iterator<Path> next = entries.iterator();
          next.hasNext() && found.size() < MOST_FILES; ) {
        found.add(next.next());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }
}
