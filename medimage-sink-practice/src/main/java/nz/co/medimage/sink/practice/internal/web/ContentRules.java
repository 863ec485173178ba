package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;

/**
 * What files a target takes: part of the section {@code server}.
 *
 * @param maxSize in bytes
 * @param shrinks whether a photo that is too large is sent as a smaller copy
 * @param isPdf whether a photo is sent as a page
 */
record ContentRules(long maxSize, boolean shrinks, boolean isPdf) {

  static ContentRules read(ProfileNode server) throws IOException {
    boolean shrinks =
        !server.has("too-large") || server.choice("too-large", "shrink", "reject").equals("shrink");
    boolean isPdf = server.has("format") && server.choice("format", "photo", "pdf").equals("pdf");
    return new ContentRules(server.size("max-size", Long.MAX_VALUE), shrinks, isPdf);
  }
}
