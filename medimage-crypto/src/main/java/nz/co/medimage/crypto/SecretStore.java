package nz.co.medimage.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.crypto.v1.PassphraseFormat;
import nz.co.medimage.crypto.v1.SecretFormat;
import org.jspecify.annotations.Nullable;

/**
 * Stores secrets in a folder that only its owner can read, one durable file each. With a
 * passphrase, each is encrypted with AES-256-GCM under a key that scrypt (RFC 7914) derives. Safe
 * for use by several threads; only one process may write.
 */
public final class SecretStore implements Secrets {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
  private static final String EXTENSION = ".key";
  private static final String PASSPHRASE_FILE = "passphrase";

  private enum Access {
    READ,
    WRITE
  }

  private final Path folder;
  private final byte @Nullable [] key;
  private final Access access;

  private SecretStore(Path folder, byte @Nullable [] key, Access access) {
    this.folder = folder;
    this.key = key;
    this.access = access;
  }

  /**
   * Opens a folder, which is created if it is missing.
   *
   * @throws IOException with one sentence for the user if the folder has a passphrase, or the disk
   *     fails
   */
  public static SecretStore open(Path folder) throws IOException {
    DurableFiles.createPrivateFolders(folder);
    checkInClear(folder);
    return new SecretStore(folder, null, Access.WRITE);
  }

  private static void checkInClear(Path folder) throws IOException {
    if (Files.exists(folder.resolve(PASSPHRASE_FILE))) {
      throw new IOException("The keys in " + folder + " are under a passphrase: give it.");
    }
  }

  /**
   * Opens a folder with a passphrase; it is created if it is missing. Secrets that were stored
   * without one are encrypted now. Takes some tenths of a second and 32 MiB of memory.
   *
   * @param passphrase not empty; neither kept nor changed
   * @throws IOException with one sentence for the user if the passphrase is wrong, a file is
   *     damaged, or the disk fails
   */
  public static SecretStore openWithPassphrase(Path folder, char[] passphrase) throws IOException {
    checkNotEmpty(passphrase);
    DurableFiles.createPrivateFolders(folder);
    Path file = folder.resolve(PASSPHRASE_FILE);
    byte[] key = Files.notExists(file) ? newKey(file, passphrase) : key(file, passphrase);
    SecretStore store = new SecretStore(folder, key, Access.WRITE);
    store.sealThoseInClear();
    return store;
  }

  /**
   * Opens a folder for reading only: nothing in it is changed, and a missing folder has no secrets.
   * {@link #put}, {@link #remove} and {@link #removeDebris} throw an {@link IllegalStateException}.
   *
   * @throws IOException with one sentence for the user if the folder has a passphrase
   */
  public static SecretStore openReadOnly(Path folder) throws IOException {
    checkInClear(folder);
    return new SecretStore(folder, null, Access.READ);
  }

  /**
   * Opens a folder with a passphrase for reading only, as {@link #openReadOnly(Path)} does. A
   * folder without one can be read too.
   *
   * @param passphrase not empty; neither kept nor changed
   * @throws IOException with one sentence for the user if the passphrase is wrong, a file is
   *     damaged, or the disk fails
   */
  public static SecretStore openReadOnly(Path folder, char[] passphrase) throws IOException {
    checkNotEmpty(passphrase);
    Path file = folder.resolve(PASSPHRASE_FILE);
    byte[] key = Files.notExists(file) ? null : key(file, passphrase);
    return new SecretStore(folder, key, Access.READ);
  }

  private static void checkNotEmpty(char[] passphrase) {
    if (passphrase.length == 0) {
      throw new IllegalArgumentException("A passphrase cannot be empty.");
    }
  }

  private static byte[] newKey(Path file, char[] passphrase) throws IOException {
    PassphraseFormat fresh = PassphraseFormat.create(passphrase);
    DurableFiles.write(file, fresh.file());
    return fresh.key();
  }

  private static byte[] key(Path file, char[] passphrase) throws IOException {
    byte[] content = Files.readAllBytes(file);
    Optional<byte[]> key;
    try {
      key = PassphraseFormat.open(content, passphrase);
    } catch (IOException e) {
      throw new IOException(file + " is damaged: restore it from a backup.", e);
    }
    return key.orElseThrow(
        () -> new IOException("The passphrase for the keys in " + file.getParent() + " is wrong."));
  }

  private void sealThoseInClear() throws IOException {
    for (String name : names()) {
      byte[] content = Files.readAllBytes(file(name));
      if (SecretFormat.isClear(content)) {
        put(name, reveal(name, content));
      }
    }
  }

  @Override
  public Optional<byte[]> get(String name) throws IOException {
    Path file = file(name);
    try {
      return Optional.of(reveal(name, Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns an object that is equal as long as the secret is the same, to detect a change without
   * reading the secret. Costs one file system call.
   *
   * @return empty if there is no secret of that name
   */
  public Optional<Object> version(String name) throws IOException {
    try {
      BasicFileAttributes file = Files.readAttributes(file(name), BasicFileAttributes.class);
      // Each put makes another file. Where files have no key, the time shows that.
      return Optional.of(
          Arrays.asList(file.fileKey(), file.lastModifiedTime(), file.creationTime()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private byte[] reveal(String name, byte[] content) throws IOException {
    try {
      return key == null || SecretFormat.isClear(content)
          ? SecretFormat.readClear(content)
          : SecretFormat.readSealed(content, name, key);
    } catch (IOException e) {
      throw new DamagedSecretException(
          file(name) + " is damaged: restore it from a backup, or remove it and pair again.", e);
    }
  }

  @Override
  public synchronized void put(String name, byte[] secret) throws IOException {
    checkWritable();
    DurableFiles.write(
        file(name),
        key == null ? SecretFormat.clear(secret) : SecretFormat.sealed(secret, name, key));
  }

  private void checkWritable() {
    if (access == Access.READ) {
      throw new IllegalStateException("these secrets were opened for reading only");
    }
  }

  /** Returns the names of all secrets, sorted. */
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    for (Path file : Folders.list(folder, EXTENSION)) {
      String fileName = String.valueOf(file.getFileName());
      names.add(fileName.substring(0, fileName.length() - EXTENSION.length()));
    }
    names.removeIf(name -> !NAME.matcher(name).matches());
    Collections.sort(names);
    return names;
  }

  @Override
  public synchronized void remove(String name) throws IOException {
    checkWritable();
    Path file = file(name);
    boolean debris = DurableFiles.removeDebrisOf(file);
    if (Files.deleteIfExists(file) || debris) {
      DurableFiles.forceFolder(folder);
    }
  }

  /**
   * Removes files that a crash left half written: one of them may contain a secret that is not
   * encrypted, beside others that are. Only for the process that runs the home, before it does so.
   */
  public synchronized void removeDebris() throws IOException {
    checkWritable();
    if (DurableFiles.removeDebris(folder)) {
      DurableFiles.forceFolder(folder);
    }
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a secret's name is one to 64 of a-z, 0-9 and -");
    }
    return folder.resolve(name + EXTENSION);
  }
}
