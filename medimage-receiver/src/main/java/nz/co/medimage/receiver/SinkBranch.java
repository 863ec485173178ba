package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/**
 * One sink with the filters that are bound to it. They work in a folder of their own on copies, so
 * that nothing they do reaches what other sinks get.
 */
final class SinkBranch {
  private final String id;
  private final Sink sink;
  private final List<PhotoFilter> filters;
  private final FilterChain chain;
  private final StagingArea staging;
  private final AddOnCalls calls;

  /** Of its references no more than so many UTF-16 units are kept. */
  private final int longest;

  private final boolean isAlone;

  private SinkBranch(
      BoundSink bound,
      FilterChain chain,
      StagingArea staging,
      AddOnCalls calls,
      int longest,
      boolean isAlone) {
    this.chain = chain;
    this.staging = staging;
    this.calls = calls;
    this.longest = longest;
    this.isAlone = isAlone;
    id = bound.id();
    sink = bound.sink();
    filters = bound.filters();
  }

  /**
   * One of the required sinks. If it is the only sink at all, it may file what is staged itself.
   */
  static SinkBranch required(
      BoundSink bound,
      Receiver.Builder options,
      FilterChain chain,
      StagingArea staging,
      AddOnCalls calls) {
    int longest = ReceiptTexts.longestOf(options.sinks.size());
    boolean isAlone = options.sinks.size() == 1 && options.followUps.isEmpty();
    return new SinkBranch(bound, chain, staging, calls, longest, isAlone);
  }

  /** A follow-up sink. What it gets is kept for others too, and for its next attempt. */
  static SinkBranch followUp(
      BoundSink bound, FilterChain chain, StagingArea staging, AddOnCalls calls) {
    return new SinkBranch(bound, chain, staging, calls, ReceiptTexts.LONGEST, false);
  }

  /**
   * Has the sink file a photo, as its filters leave it.
   *
   * @param isReleased whether a person had it filed though it cannot be cleaned
   */
  SinkReference write(StagedPhoto photo, boolean isReleased)
      throws PhotoRejectedException, StepFailedException {
    return filtered(photo, isReleased, passed -> calls.write(id, sink, passed, longest));
  }

  /**
   * Tells the sink what a person decided: a photo that it has goes through no filter again.
   *
   * @param isReleased whether a person had it filed though it cannot be cleaned
   * @param isFiled whether the person found the photo in the target
   */
  SinkReference settle(StagedPhoto photo, boolean isReleased, boolean isFiled)
      throws PhotoRejectedException, StepFailedException {
    return isFiled
        ? calls.settle(id, sink, photo, true, longest)
        : filtered(photo, isReleased, passed -> calls.settle(id, sink, passed, false, longest));
  }

  @FunctionalInterface
  private interface Filing {
    SinkReference file(StagedPhoto passed) throws PhotoRejectedException, StepFailedException;
  }

  private SinkReference filtered(StagedPhoto photo, boolean isReleased, Filing filing)
      throws PhotoRejectedException, StepFailedException {
    if (filters.isEmpty()) {
      return filing.file(isAlone ? photo.linkable() : photo);
    }
    Path folder = staging.folder(photo.id(), id);
    try {
      StagedPhoto passed = copy(photo, folder);
      for (PhotoFilter filter : filters) {
        passed = chain.apply(calls, filter.id(), filter, passed);
      }
      return filing.file(chain.clean(calls, passed, isReleased).linkable());
    } finally {
      tidy(folder);
    }
  }

  private static StagedPhoto copy(StagedPhoto photo, Path folder) throws StepFailedException {
    try {
      DurableFiles.deleteTree(folder);
      DurableFiles.createPrivateFolder(folder);
      List<CompanionFile> companions = new ArrayList<>();
      for (CompanionFile companion : photo.companions()) {
        companions.add(
            new CompanionFile(
                companion.label(), companion.extension(), copy(companion.file(), folder)));
      }
      return photo.withContent(copy(photo.file(), folder)).withCompanions(companions);
    } catch (IOException e) {
      throw StepFailedException.opened(StepFailedException.RECEIVER, e);
    }
  }

  private static Path copy(Path file, Path folder) throws IOException {
    return Files.copy(file, folder.resolve(file.getFileName().toString()));
  }

  /** What is left is deleted at the next start. */
  private static void tidy(Path folder) {
    try {
      DurableFiles.deleteTree(folder);
    } catch (IOException e) {
      // not worth the photo's while
    }
  }
}
