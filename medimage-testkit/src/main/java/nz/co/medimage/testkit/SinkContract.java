package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of a {@link Sink} as tests, for vendors of sinks to extend:
 *
 * <pre>{@code
 * final class ArchiveSinkTest extends SinkContract {
 *   @Override
 *   protected Sink open(Path folder) throws IOException {
 *     return new ArchiveSink(folder);
 *   }
 * }
 * }</pre>
 *
 * <p>If the references of the sink are not paths below the folder, override {@link #stored} too. If
 * it accepts only some photos, say which by {@link #tags}, {@link #photo} and {@link #prepare}. If
 * the target can be made unreachable, or others can write to it, override {@link #setReachable} and
 * {@link #storeAsAnother}; if requests and answers can get lost on their way to it, override {@link
 * #loseNextAnswer} and {@link #loseNextRequest}. Without them these tests are skipped. {@link Sink}
 * explains the rules that a failing test names. A sink that throws {@link OutcomeUnknownException}
 * is told what the kit finds in the target.
 *
 * <p>Each test begins with an empty folder and a limit of two minutes. A sink that works on the
 * paths it is given, by {@link Files}, is also watched in the middle of each write and stopped at
 * each step. One test opens the sink in another process and halts that in mid-write: there the
 * class is made by its constructor without parameters, and JUnit sets none of its fields. If the
 * test cannot run like this, it is skipped.
 */
@Timeout(120)
public abstract class SinkContract extends SinkFixture {
  private static final List<String> OTHER_TAGS =
      List.of("", "arm", "#ZAC5361", "#Māori Ōtāhuhu", "#a #b #c #d #e #f #g #h deep", "Ж 写真");

  /** For subclasses. */
  protected SinkContract() {}

  private SinkCrash crash() {
    return new SinkCrash(this, base, target.staging());
  }

  @Test
  final void idIsWellFormedAndStable() {
    SinkRules.ID.holds(
        () -> {
          String id = target.sink().id();
          assertTrue(id.matches("[a-z0-9-]{1,40}"), "the id " + id);
          target.reopen();
          assertEquals(id, target.sink().id(), "the id after a restart");
        });
  }

  @Test
  final void answersUnderItsOwnId() {
    SinkRules.OWN_ANSWER.holds(
        () ->
            assertEquals(
                target.sink().id(),
                target.sink().write(target.photo(1)).sink(),
                "the sink that the reference names"));
  }

  @Test
  final void storesTheContentUnderTheReferenceThatItReturns() {
    SinkRules.STORED.holds(
        () -> {
          String reference = target.write(target.photo(0));
          target.assertStored(Map.of(reference, photo(0)));
        });
  }

  @Test
  final void forcesWhatItWritesToTheDisk() {
    SinkRules.DURABLE.holds(
        () -> {
          List<String> steps = crash().countSome().writing();
          assertTrue(
              steps.stream().anyMatch(step -> step.startsWith("force ")),
              "nothing was forced, only: " + steps);
        });
  }

  @Test
  final void showsTheWholePhotoOrNothing() {
    SinkRules.WHOLE.holds(() -> crash().showsNoPartInMidWrite());
  }

  @Test
  final void leavesTheStagedFileAsItIs() {
    SinkRules.LEAVES_INPUT.holds(
        () -> {
          StagedPhoto photo = target.photo(1);
          Map<String, byte[]> before = contentsOf(target.staging());
          target.write(photo);
          Map<String, byte[]> after = contentsOf(target.staging());
          assertEquals(before.keySet(), after.keySet(), "the files in the receiver's folder");
          before.forEach(
              (file, content) -> assertArrayEquals(content, after.get(file), "the staged file"));
        });
  }

  @Test
  final void samePhotoAgainIsStoredOnce() {
    SinkRules.ONCE.holds(
        () -> {
          StagedPhoto photo = target.photo(1);
          String first = target.write(photo);
          assertEquals(first, target.write(photo), "the reference of a photo that it has");
          target.assertStored(Map.of(first, photo(1)));
        });
  }

  @Test
  final void samePhotoAfterARestartIsStoredOnce() {
    SinkRules.REMEMBERS.holds(
        () -> {
          StagedPhoto photo = target.photo(1);
          String first = target.write(photo);
          target.reopen();
          assertEquals(first, target.write(photo), "the reference of a photo that it has");
          target.assertStored(Map.of(first, photo(1)));
        });
  }

  @Test
  final void samePhotoLongAfterOthersIsStoredOnce() {
    SinkRules.REMEMBERS.holds(
        () -> {
          StagedPhoto photo = target.photo(1);
          String first = target.write(photo);
          String second = target.write(target.photo(2));
          String third = target.write(target.photo(3));
          target.reopen();
          assertEquals(first, target.write(photo), "the reference of a photo that it has");
          target.assertStored(Map.of(first, photo(1), second, photo(2), third, photo(3)));
        });
  }

  @Test
  final void crashAtAnyStepLeavesNoSecondCopy() {
    SinkRules.CRASH.holds(() -> crash().atEachStep(HaltingFileSystem::cutFrom));
  }

  @Test
  final void endOfItsProcessLeavesNoSecondCopy() {
    SinkRules.CRASH.holds(() -> crash().endAnotherProcess());
    SinkRules.WHOLE.holds(() -> crash().endedProcessShowsNoPart());
    SinkRules.CRASH.holds(() -> crash().endedProcessLeftNoSecondCopy());
  }

  @Test
  final void writeThatFailedAtAnyStepMayBeRepeated() {
    SinkRules.RETRY.holds(() -> crash().atEachStep(HaltingFileSystem::failingFrom));
  }

  @Test
  final void interruptedWriteMayBeRepeated() {
    SinkRules.RETRY.holds(
        () -> {
          StagedPhoto photo = target.photo(1);
          Thread.currentThread().interrupt();
          try {
            target.write(photo);
          } catch (IOException e) {
            // both are right: to give up, and to go through with it
          } finally {
            Thread.interrupted();
          }
          target.reopen();
          target.assertStored(Map.of(target.write(photo), photo(1)));
        });
  }

  @Test
  final void earlierPhotosOfANameStayWhenLaterOnesCome() {
    SinkRules.KEEPS_OTHERS.holds(
        () -> {
          Map<String, byte[]> expected = new HashMap<>();
          for (int i = 1; i <= 3; i++) {
            String reference = target.write(target.photo(i));
            assertFalse(expected.containsKey(reference), "the reference of an earlier photo");
            expected.put(reference, photo(i));
            target.assertStored(expected);
            target.reopen();
          }
        });
  }

  @Test
  final void whatIsThereUnderTheNameOfAPhotoStays() {
    SinkRules.KEEPS_OTHERS.holds(
        () -> {
          StagedPhoto photo = target.photo(1);
          assumeTrue(storeAsAnother(target.folder(), photo, photo(2)), "nobody else can store");
          Map<String, byte[]> expected = target.copiesOf(photo(2));
          assertEquals(1, expected.size(), "photos that storeAsAnother stored");
          String reference = target.write(photo);
          assertFalse(expected.containsKey(reference), "the reference of what was there before");
          expected.put(reference, photo(1));
          target.assertStored(expected);
        });
  }

  @Test
  final void twoPhotosOfOneContentAreTwo() {
    SinkRules.WHOLE_ID.holds(
        () -> {
          String first = target.write(target.photo(1));
          String second = target.write(target.photo(2, tags().get(0), photo(1)));
          assertNotEquals(first, second, "the references of two photos");
          target.assertStored(Map.of(first, photo(1), second, photo(1)));
        });
  }

  @Test
  final void photosOfTwoPairingsUnderOneEnvelopeIdAreTwo() {
    SinkRules.WHOLE_ID.holds(
        () -> {
          PairingId pairing = new PairingId(new UUID(7, 7));
          PhotoId other = new PhotoId(TestPhotos.photoId(1).envelope(), pairing);
          String first = target.write(target.photo(1));
          String second = target.write(target.photo(other, tags().get(0), photo(2)));
          assertNotEquals(first, second, "the references of two photos");
          assertEquals(first, target.write(target.photo(1)), "the reference of the first, again");
          target.assertStored(Map.of(first, photo(1), second, photo(2)));
        });
  }

  @Test
  final void manyAtOnceAreAllStored() {
    SinkRules.THREADS.holds(
        () -> {
          Map<String, byte[]> expected = new HashMap<>();
          for (int round = 0; round < 3; round++) {
            target.writeAtOnce(1 + 8 * round, 8, expected);
          }
          assertEquals(24, expected.size(), "different references of 24 photos");
          target.assertStored(expected);
        });
  }

  @Test
  final void photoThatCannotBeReadFailsAndIsStoredLater() {
    SinkRules.FAILS_ALOUD.holds(
        () -> {
          StagedPhoto photo = target.photo(1);
          Path away = Files.move(photo.file(), base.resolve("away"));
          assertThrows(IOException.class, () -> target.write(photo), "write without a file");
          target.assertStored(Map.of());
          Files.move(away, photo.file());
          target.assertStored(Map.of(target.write(photo), photo(1)));
        });
  }

  @Test
  final void targetThatIsAwayFailsAndGetsThePhotoLater() {
    SinkRules.FAILS_ALOUD.holds(
        () -> {
          StagedPhoto photo = target.photo(1);
          assumeTrue(setReachable(target.folder(), false), "the target cannot be made unreachable");
          assertThrows(IOException.class, () -> target.write(photo), "write to no target");
          assertTrue(setReachable(target.folder(), true), "what setReachable says");
          target.assertStored(Map.of(target.write(photo), photo(1)));
        });
  }

  @Test
  final void everyTagIsStoredOrRefusedAloud() {
    SinkRules.TAGS.holds(
        () -> {
          Map<String, byte[]> expected = new HashMap<>();
          int number = 1;
          for (String tag : tags()) {
            byte[] content = photo(++number);
            expected.put(target.write(target.photo(number, tag, content)), content);
          }
          for (String tag : OTHER_TAGS) {
            byte[] content = photo(++number);
            try {
              expected.put(target.write(target.photo(number, tag, content)), content);
            } catch (PhotoRejectedException | IOException e) {
              assertFalse(String.valueOf(e.getMessage()).isBlank(), "a refusal without a sentence");
            }
          }
          target.assertStored(expected);
        });
  }

  @Test
  final void photoWhoseAnswerWasLostIsStoredOnce() {
    SinkRules.UNKNOWN.holds(
        () -> {
          StagedPhoto photo = target.photo(1);
          assumeTrue(loseNextAnswer(target.folder()), "no answer can get lost");
          for (int i = 0; i < 2; i++) {
            tryToWrite(photo);
            assertEquals(1, target.copiesOf(photo(1)).size(), "copies in the target");
            target.reopen();
          }
          String reference = target.write(photo);
          target.assertStored(Map.of(reference, photo(1)));
        });
  }

  @Test
  final void photoWhoseRequestWasLostIsStoredOnce() {
    SinkRules.RETRY.holds(
        () -> {
          StagedPhoto photo = target.photo(1);
          assumeTrue(loseNextRequest(target.folder()), "no request can get lost");
          tryToWrite(photo);
          target.assertStored(Map.of());
          target.reopen();
          String reference = target.write(photo);
          target.assertStored(Map.of(reference, photo(1)));
        });
  }

  @Test
  final void photoThatAPersonFoundIsNotStoredAgain() {
    SinkRules.SETTLE.holds(
        () -> {
          StagedPhoto photo = target.photo(1);
          assumeTrue(loseNextAnswer(target.folder()), "no answer can get lost");
          assumeTrue(isUnknown(photo), "the sink needs nobody who looks");
          target.reopen();
          for (int i = 0; i < 2; i++) { // again, as after a crash
            assertEquals(target.sink().id(), target.settle(photo, true).sink(), "whose reference");
            assertEquals(1, target.copiesOf(photo(1)).size(), "copies in the target");
          }
          tryToWrite(photo);
          assertEquals(1, target.copiesOf(photo(1)).size(), "copies in the target");
        });
  }

  @Test
  final void photoThatAPersonMissedIsStoredOnce() {
    SinkRules.SETTLE.holds(
        () -> {
          StagedPhoto photo = target.photo(1);
          assumeTrue(loseNextRequest(target.folder()), "no request can get lost");
          assumeTrue(isUnknown(photo), "the sink needs nobody who looks");
          target.reopen();
          String reference = target.settle(photo, false).reference();
          target.assertStored(Map.of(reference, photo(1)));
          assertEquals(reference, target.write(photo), "the reference of a photo that it has");
          target.assertStored(Map.of(reference, photo(1)));
        });
  }

  /** Whatever comes of it is looked at in the target. */
  private void tryToWrite(StagedPhoto photo) throws PhotoRejectedException {
    try {
      target.sink().write(photo);
    } catch (IOException e) {
      // the answer was lost, or nobody knows
    }
  }

  /** False too if the write merely failed: then the sink finds out by itself, or sends it again. */
  private boolean isUnknown(StagedPhoto photo) throws PhotoRejectedException {
    try {
      target.sink().write(photo);
      return false;
    } catch (IOException e) {
      return e instanceof OutcomeUnknownException;
    }
  }
}
