package nz.co.medimage.cli;

import java.util.Collection;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import nz.co.medimage.sender.Delivery;
import org.jspecify.annotations.Nullable;

/** A bar that shows how far all photos are together; only where a person watches. */
final class ProgressLine implements AutoCloseable {
  private final @Nullable ProgressBar bar;

  private ProgressLine(@Nullable ProgressBar bar) {
    this.bar = bar;
  }

  static ProgressLine of(Output output, Collection<Delivery> deliveries) {
    if (!output.interactive() || deliveries.isEmpty()) {
      return new ProgressLine(null);
    }
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("Sending")
            .setUnit("MB", 1_000_000)
            .setInitialMax(deliveries.stream().mapToLong(Delivery::size).sum())
            .clearDisplayOnFinish()
            .build();
    deliveries.forEach(delivery -> delivery.onStatus(status -> bar.stepTo(sent(deliveries))));
    return new ProgressLine(bar);
  }

  private static long sent(Collection<Delivery> deliveries) {
    return deliveries.stream().mapToLong(s -> s.status().sent()).sum();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
