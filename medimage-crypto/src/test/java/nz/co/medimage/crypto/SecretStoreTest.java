package nz.co.medimage.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretStoreTest {
  private static final byte[] SECRET =
      "a secret that nobody reads".getBytes(StandardCharsets.UTF_8);

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void chooseFolder() {
    folder = temporary.resolve("keys");
  }

  private static char[] passphrase(String text) {
    return text.toCharArray();
  }

  @Nested
  class InClear {

    @Test
    void whatWasPutIsGot() throws Exception {
      SecretStore.open(folder).put("pairing-1", SECRET);

      assertArrayEquals(SECRET, SecretStore.open(folder).get("pairing-1").orElseThrow());
    }

    @Test
    void theLastOneOfANameStands() throws Exception {
      SecretStore store = SecretStore.open(folder);
      store.put("x", SECRET);
      store.put("x", new byte[0]);

      assertArrayEquals(new byte[0], store.get("x").orElseThrow());
    }

    @Test
    void onlyTheOwnerReads() throws Exception {
      SecretStore.open(folder).put("x", SECRET);

      assertEquals("rwx------", permissions(folder));
      assertEquals("rw-------", permissions(folder.resolve("x.key")));
    }

    private String permissions(Path path) throws IOException {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void namesAreListedAndRemoved() throws Exception {
      SecretStore store = SecretStore.open(folder);
      store.put("b", SECRET);
      store.put("a", SECRET);
      assertEquals(List.of("a", "b"), store.names());

      store.remove("a");
      store.remove("never-there");

      assertEquals(List.of("b"), store.names());
      assertEquals(Optional.empty(), store.get("a"));
    }

    @Test
    void aNameIsNeverAPath() throws Exception {
      SecretStore store = SecretStore.open(folder);
      for (String name : List.of("", "../x", "a/b", "A", "a.key", "x".repeat(65))) {
        assertThrows(IllegalArgumentException.class, () -> store.put(name, SECRET));
        assertThrows(IllegalArgumentException.class, () -> store.get(name));
        assertThrows(IllegalArgumentException.class, () -> store.remove(name));
      }
    }

    @Test
    void anyDamageIsSaidWithTheFile() throws Exception {
      SecretStore store = SecretStore.open(folder);
      store.put("x", SECRET);
      Path file = folder.resolve("x.key");
      byte[] good = Files.readAllBytes(file);
      for (int i = 0; i < good.length; i++) {
        byte[] damaged = good.clone();
        damaged[i] ^= 1;
        Files.write(file, damaged);

        IOException failure = assertThrows(IOException.class, () -> store.get("x"));

        assertEquals(
            file + " is damaged: restore it from a backup, or remove it and pair again.",
            failure.getMessage());
      }
    }

    @Test
    void aHalfWrittenFileIsDamaged() throws Exception {
      SecretStore store = SecretStore.open(folder);
      store.put("x", SECRET);
      Files.write(folder.resolve("x.key"), new byte[0]);

      assertThrows(IOException.class, () -> store.get("x"));
    }
  }

  @Nested
  class UnderAPassphrase {

    @Test
    void whatWasPutIsGot() throws Exception {
      SecretStore.openWithPassphrase(folder, passphrase("kea kea")).put("x", SECRET);

      SecretStore again = SecretStore.openWithPassphrase(folder, passphrase("kea kea"));

      assertArrayEquals(SECRET, again.get("x").orElseThrow());
    }

    @Test
    void noFileHoldsTheSecret() throws Exception {
      SecretStore.openWithPassphrase(folder, passphrase("kea kea")).put("x", SECRET);

      String file = Files.readString(folder.resolve("x.key"), StandardCharsets.ISO_8859_1);

      assertFalse(file.contains("secret"));
    }

    @Test
    void aWrongOneIsSaid() throws Exception {
      SecretStore.openWithPassphrase(folder, passphrase("kea kea"));

      IOException failure =
          assertThrows(
              IOException.class,
              () -> SecretStore.openWithPassphrase(folder, passphrase("kea tui")));

      assertEquals("The passphrase for the keys in " + folder + " is wrong.", failure.getMessage());
    }

    @Test
    void aMissingOneIsSaid() throws Exception {
      SecretStore.openWithPassphrase(folder, passphrase("kea kea"));

      IOException failure = assertThrows(IOException.class, () -> SecretStore.open(folder));

      assertEquals(
          "The keys in " + folder + " are under a passphrase: give it.", failure.getMessage());
    }

    @Test
    void damageOfTheParametersIsSaidWithTheFile() throws Exception {
      SecretStore.openWithPassphrase(folder, passphrase("kea kea"));
      Path file = folder.resolve("passphrase");
      byte[] damaged = Files.readAllBytes(file);
      damaged[damaged.length - 5] ^= 1;
      Files.write(file, damaged);

      IOException failure =
          assertThrows(
              IOException.class,
              () -> SecretStore.openWithPassphrase(folder, passphrase("kea kea")));

      assertEquals(file + " is damaged: restore it from a backup.", failure.getMessage());
    }

    @Test
    void aFileOfAnotherNameIsDamaged() throws Exception {
      SecretStore store = SecretStore.openWithPassphrase(folder, passphrase("kea kea"));
      store.put("a", SECRET);
      Files.move(folder.resolve("a.key"), folder.resolve("b.key"));

      IOException failure = assertThrows(IOException.class, () -> store.get("b"));

      assertEquals(
          folder.resolve("b.key")
              + " is damaged: restore it from a backup, or remove it and pair again.",
          failure.getMessage());
    }

    @Test
    void secretsInClearAreSealedWhenOneIsChosen() throws Exception {
      SecretStore.open(folder).put("x", SECRET);

      SecretStore store = SecretStore.openWithPassphrase(folder, passphrase("kea kea"));

      assertArrayEquals(SECRET, store.get("x").orElseThrow());
      String file = Files.readString(folder.resolve("x.key"), StandardCharsets.ISO_8859_1);
      assertFalse(file.contains("secret"));
    }

    @Test
    void howLettersAreComposedIsIrrelevant() throws Exception {
      SecretStore.openWithPassphrase(folder, passphrase("Ngā")).put("x", SECRET);

      SecretStore again = SecretStore.openWithPassphrase(folder, passphrase("Nga\u0304"));

      assertTrue(again.get("x").isPresent());
    }

    @Test
    void anEmptyOneIsRefused() {
      assertThrows(
          IllegalArgumentException.class,
          () -> SecretStore.openWithPassphrase(folder, new char[0]));
    }
  }

  @Nested
  class ReadOnly {

    @Test
    void aMissingFolderStaysMissing() throws Exception {
      for (SecretStore store : List.of(readOnly(), readOnly("kea kea"))) {
        assertEquals(List.of(), store.names());
        assertEquals(Optional.empty(), store.get("x"));
      }
      assertFalse(Files.exists(folder));
    }

    @Test
    void secretsInClearAreReadAndStayInClear() throws Exception {
      SecretStore.open(folder).put("x", SECRET);
      byte[] before = Files.readAllBytes(folder.resolve("x.key"));

      for (SecretStore store : List.of(readOnly(), readOnly("kea kea"))) {
        assertArrayEquals(SECRET, store.get("x").orElseThrow());
      }

      assertArrayEquals(before, Files.readAllBytes(folder.resolve("x.key")));
      assertEquals(List.of("x.key"), files());
    }

    @Test
    void sealedOnesAreReadWithTheirPassphraseOnly() throws Exception {
      SecretStore.openWithPassphrase(folder, passphrase("kea kea")).put("x", SECRET);

      assertArrayEquals(SECRET, readOnly("kea kea").get("x").orElseThrow());
      IOException wrong = assertThrows(IOException.class, () -> readOnly("kea tui"));
      IOException missing = assertThrows(IOException.class, this::readOnly);

      assertEquals("The passphrase for the keys in " + folder + " is wrong.", wrong.getMessage());
      assertEquals(
          "The keys in " + folder + " are under a passphrase: give it.", missing.getMessage());
    }

    @Test
    void nothingIsChanged() throws Exception {
      SecretStore.open(folder).put("x", SECRET);
      SecretStore store = readOnly();

      assertThrows(IllegalStateException.class, () -> store.put("x", new byte[1]));
      assertThrows(IllegalStateException.class, () -> store.remove("x"));
      assertThrows(IllegalStateException.class, store::removeDebris);

      assertArrayEquals(SECRET, store.get("x").orElseThrow());
    }

    private SecretStore readOnly() throws IOException {
      return SecretStore.openReadOnly(folder);
    }

    private SecretStore readOnly(String passphrase) throws IOException {
      return SecretStore.openReadOnly(folder, passphrase(passphrase));
    }
  }

  @Nested
  class Debris {

    @Test
    void ofACrashIsRemovedWhenItsOwnerSaysSo() throws Exception {
      SecretStore store = SecretStore.open(folder);
      store.put("x", SECRET);
      Files.write(folder.resolve("x.key.tmp"), SECRET);
      Files.write(folder.resolve("y.key.tmp"), SECRET);

      store.removeDebris();

      assertEquals(List.of("x.key"), files());
    }

    @Test
    void goesWithItsSecret() throws Exception {
      SecretStore store = SecretStore.open(folder);
      store.put("x", SECRET);
      Files.write(folder.resolve("x.key.tmp"), SECRET);

      store.remove("x");

      assertEquals(List.of(), files());
    }
  }

  private List<String> files() throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
