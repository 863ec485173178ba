package nz.co.medimage.sink.folders;

import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import org.jspecify.annotations.Nullable;

/** What an earlier version left in files, which were named by envelopes alone. */
record Remembered(@Nullable String root, PhotoId id, Intent intent) {
  private static final PairingId UNKNOWN = new PairingId(new UUID(0, 0));

  Remembered(@Nullable String root, EnvelopeId id, Intent intent) {
    this(root, of(id), intent);
  }

  static PhotoId of(EnvelopeId id) {
    return new PhotoId(id, UNKNOWN);
  }
}
