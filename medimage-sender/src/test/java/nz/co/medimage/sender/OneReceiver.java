package nz.co.medimage.sender;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of a sender begin with: a folder, and a receiver called Reception in it. */
abstract class OneReceiver {
  @TempDir Path folder;
  SenderFixture on;
  FakeReceiver context;

  @BeforeEach
  void open() throws Exception {
    on = new SenderFixture(folder);
    context = on.receiver("Reception");
  }

  @AfterEach
  void close() {
    on.close();
  }
}
