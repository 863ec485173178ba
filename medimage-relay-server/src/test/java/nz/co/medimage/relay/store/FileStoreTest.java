package nz.co.medimage.relay.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStoreTest extends StoreContract {
  @TempDir Path temp;

  @Override
  RelayStore open() throws IOException {
    return FileStore.open(temp.resolve("store"), clock);
  }

  private Path mailbox() {
    return temp.resolve("store").resolve(MAILBOX.toString());
  }

  @Test
  void nothingOfAMessageIsLeftButItsReply() throws Exception {
    whole(1);
    store.reply(key(1), new byte[] {42});
    assertEquals(List.of(), list(mailbox().resolve("messages")));
    assertEquals(1, list(mailbox().resolve("replies")).size());
  }

  @Test
  void messageWhoseReplyIsThereIsGoneAfterACrashBetweenTheTwo() throws Exception {
    whole(1);
    Path file = mailbox().resolve("messages").resolve(list(mailbox().resolve("messages")).get(0));
    byte[] bytes = Files.readAllBytes(file);
    store.reply(key(1), new byte[] {42});
    Files.write(file, bytes);
    reopen();
    assertEquals(List.of(), waiting());
    assertEquals(List.of(), list(mailbox().resolve("messages")));
  }

  @Test
  void mailboxThatWasCutOffWhileItWasMadeIsMadeAnew() throws Exception {
    Files.delete(mailbox().resolve("token"));
    reopen();
    assertEquals(Optional.empty(), store.mailbox(MAILBOX));
    assertEquals(token(5), store.enrol(MAILBOX, token(5)).token());
  }

  @Test
  void damagedMailboxIsSaid() throws Exception {
    Files.writeString(mailbox().resolve("token"), "what is this");
    IOException e = assertThrows(IOException.class, this::reopen);
    assertEquals(
        "the mailbox " + mailbox() + " is damaged; restore it from a backup", e.getMessage());
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
