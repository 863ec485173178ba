package nz.co.medimage.crypto;

import org.jspecify.annotations.Nullable;

/** Stands where the inside is still missing. */
final class Unfinished {
  private Unfinished() {}

  @SuppressWarnings({"TypeParameterUnusedInFormals", "DoNotCallSuggester"})
  static <T extends @Nullable Object> T value() {
    throw new IllegalStateException("unfinished");
  }
}
