package nz.co.medimage.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.file.Sha256;

/**
 * Who may see the pages: whoever can write in the receiver's home. A start link has a token that is
 * good once and for ten minutes; the browser that opens it gets another one for thirty days, or
 * until the receiver is started again. A file for each, named by the token's hash, is in a folder
 * that only the owner of the home can read, so any process of that person can make a start link.
 */
final class Access {
  private static final int BYTES = 32;
  private static final int LONGEST = 100;

  /** What a token is for. */
  enum Kind {
    START(Duration.ofMinutes(10)),
    BROWSER(Duration.ofDays(30)),
    /** A browser on another computer. */
    SIGNED_IN(Duration.ofHours(12));

    private final Duration lasts;

    Kind(Duration lasts) {
      this.lasts = lasts;
    }

    Duration lasts() {
      return lasts;
    }

    private String prefix() {
      return switch (this) {
        case START -> "start-";
        case BROWSER -> "browser-";
        case SIGNED_IN -> "signed-in-";
      };
    }
  }

  private final Path folder;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param folder made with the first token, readable by its owner alone; not before, as the home
   *     that it is in may still have to be made
   */
  Access(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Forgets all tokens. While no receiver had the port, anybody on this computer may have had it,
   * and browsers show their tokens to whoever has.
   */
  void forgetAll() throws IOException {
    forget(file -> true);
  }

  /** Forgets all tokens of a kind. */
  void forgetAll(Kind kind) throws IOException {
    forget(file -> file.getFileName().toString().startsWith(kind.prefix()));
  }

  /** Forgets one token; nothing if there is no such. */
  void forget(Kind kind, String token) throws IOException {
    Files.deleteIfExists(file(kind, token));
  }

  private void forget(Predicate<Path> which) throws IOException {
    DurableFiles.createPrivateFolders(folder);
    DurableFiles.makePrivate(folder);
    for (Path file : Folders.list(folder)) {
      String name = file.getFileName().toString();
      if (Arrays.stream(Kind.values()).anyMatch(kind -> name.startsWith(kind.prefix()))
          && which.test(file)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Makes a token, and forgets those that are over. */
  String issue(Kind kind) throws IOException {
    forget(file -> !isGood(file));
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    String until = Long.toString(clock.instant().plus(kind.lasts()).getEpochSecond());
    DurableFiles.write(file(kind, token), until.getBytes(StandardCharsets.US_ASCII));
    return token;
  }

  /** Whether it was good for a start; it is not any more. */
  boolean redeem(String token) throws IOException {
    Path file = file(Kind.START, token);
    boolean isGood = isGood(file);
    return Files.deleteIfExists(file) && isGood;
  }

  /** Whether it is a token of this kind that is not over. */
  boolean isGood(Kind kind, String token) {
    return isGood(file(kind, token));
  }

  private boolean isGood(Path file) {
    return until(file).filter(clock.instant()::isBefore).isPresent();
  }

  /** What cannot be read is over. */
  private static Optional<Instant> until(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(text.strip())));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Path file(Kind kind, String token) {
    String cut = token.length() > LONGEST ? "" : token;
    byte[] hash = Sha256.of(cut.getBytes(StandardCharsets.UTF_8));
    return folder.resolve(kind.prefix() + Sha256.hex(hash));
  }
}
