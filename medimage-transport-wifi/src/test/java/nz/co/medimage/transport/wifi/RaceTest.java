package nz.co.medimage.transport.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said when no attempt led there. */
@Timeout(60)
class RaceTest {
  private static IOException silent(String sentence) {
    return new IOException(sentence, new ConnectException());
  }

  /** Lets them fail one after the other, the last one first. */
  private static String said(IOException... failures) {
    List<CountDownLatch> failed = new ArrayList<>();
    for (int i = 0; i <= failures.length; i++) {
      failed.add(new CountDownLatch(1));
    }
    failed.get(failures.length).countDown();
    List<Race.Attempt<Closeable>> attempts = new ArrayList<>();
    for (int i = 0; i < failures.length; i++) {
      int place = i;
      attempts.add(
          () -> {
            try {
              failed.get(place + 1).await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            failed.get(place).countDown();
            throw failures[place];
          });
    }
    return assertThrows(IOException.class, () -> Race.first(attempts)).getMessage();
  }

  @Test
  void somebodyElseWhoAnswersIsSaidBeforeSilence() {
    assertEquals("not the one", said(silent("a"), new IOException("not the one"), silent("c")));
  }

  @Test
  void theBestOfSilentAddressesIsNamedWhicheverFailedFirst() {
    IOException atOnce = new IOException("b", new SocketException("Network is unreachable"));
    assertEquals("a", said(silent("a"), atOnce, silent("c")));
  }
}
