package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cleans the movie box: the tracks of pictures and sound stay, with how they are turned and when
 * they were made; those of texts, places and whatever else devices record beside them go.
 */
final class MovieCleaner {
  private static final Set<String> KEPT_HANDLERS = Set.of("vide", "soun", "auxv", "pict");
  private static final Set<String> KEPT_IN_TRACK = Set.of("tkhd", "edts", "tapt", "load", "trgr");

  /** Between pictures and sound. Those to tracks that go would make players look for them. */
  private static final Set<String> KEPT_REFERENCES =
      Set.of("auxl", "vdep", "vplx", "thmb", "scal", "sbas", "dpnd", "folw", "fall", "ovrl");

  private static final Set<String> KEPT_IN_MEDIA_INFORMATION = Set.of("vmhd", "smhd", "nmhd");
  private static final Set<String> KEPT_IN_SAMPLE_TABLE =
      Set.of(
          "stts", "ctts", "cslg", "stsc", "stsz", "stz2", "stco", "co64", "stss", "stps", "sdtp",
          "stsh", "padb", "sbgp", "sgpd", "stdp");

  /** Up to the name, which is a text of the program or person that wrote the file. */
  private static final int HANDLER = 24;

  private static final int MOST_TRACKS = 1000;
  private static final int DATA_REFERENCE = 12;

  private final BoxReader reader;
  private final BlankedCopy copy;
  private final MediaData data;
  private final Map<Long, Track> tracks = new HashMap<>();

  MovieCleaner(BoxReader reader, BlankedCopy copy, MediaData data) {
    this.reader = reader;
    this.copy = copy;
    this.data = data;
  }

  /** By their ids, once the movie box is cleaned. */
  Map<Long, Track> tracks() {
    return tracks;
  }

  void clean(Box movie) throws IOException, UncleanableException {
    copy.keepHeader(movie);
    List<Box> children = reader.children(movie.body(), movie.end());
    BoxReader.needed(children, "mvhd");
    for (Box child : children) {
      switch (child.type()) {
        case "mvhd", "iods" -> copy.keep(child);
        case "trak" -> track(child);
        case "meta" -> new MovieTags(reader, copy).cleanKeys(child);
        case "udta" -> new MovieTags(reader, copy).cleanUserData(child);
        // A movie box that is compressed, or points to other files, or is encrypted.
        case "cmov", "rmra", "pssh" -> throw BoxReader.unusual();
        case "mvex" -> {
          // Needs the tracks, which it may stand before.
        }
        default -> copy.free(child);
      }
    }
    Optional<Box> extended = BoxReader.one(children, "mvex");
    if (extended.isPresent()) {
      extended(extended.get());
    }
  }

  private void extended(Box box) throws IOException, UncleanableException {
    copy.keepHeader(box);
    for (Box child : reader.children(box.body(), box.end())) {
      @Nullable Track track = child.is("trex") ? tracks.get(reader.u32(child.body() + 4)) : null;
      if (track != null) {
        tracks.put(track.id(), track.withDefaultSize(reader.u32(child.body() + 16)));
      }
      if ((track != null && track.isKept()) || child.is("mehd") || child.is("trep")) {
        copy.keep(child);
      } else {
        copy.free(child);
      }
    }
  }

  private void track(Box box) throws IOException, UncleanableException {
    List<Box> children = reader.children(box.body(), box.end());
    Box header = BoxReader.needed(children, "tkhd");
    Box media = BoxReader.needed(children, "mdia");
    List<Box> inMedia = reader.children(media.body(), media.end());
    Box handler = BoxReader.needed(inMedia, "hdlr");
    String kind = reader.text(handler.body() + 8, 4);
    long id = reader.u32(header.body() + (reader.u8(header.body()) == 1 ? 20 : 12));
    boolean isKept = KEPT_HANDLERS.contains(kind);
    if (tracks.put(id, new Track(id, isKept, 0)) != null || tracks.size() > MOST_TRACKS) {
      throw BoxReader.unusual();
    }
    if (!isKept) {
      copy.free(box);
      return;
    }
    copy.keepHeader(box);
    for (Box child : children) {
      if (child.is("mdia")) {
        media(child, inMedia, kind);
      } else if (child.is("tref")) {
        references(child);
      } else if (KEPT_IN_TRACK.contains(child.type())) {
        copy.keep(child);
      } else {
        copy.free(child);
      }
    }
  }

  private void references(Box box) throws IOException, UncleanableException {
    List<Box> children = reader.children(box.body(), box.end());
    if (children.stream().noneMatch(child -> KEPT_REFERENCES.contains(child.type()))) {
      copy.free(box);
      return;
    }
    copy.keepHeader(box);
    for (Box child : children) {
      if (KEPT_REFERENCES.contains(child.type())) {
        copy.keep(child);
      } else {
        copy.free(child);
      }
    }
  }

  private void media(Box media, List<Box> children, String kind)
      throws IOException, UncleanableException {
    copy.keepHeader(media);
    BoxReader.needed(children, "mdhd");
    BoxReader.needed(children, "minf");
    for (Box child : children) {
      switch (child.type()) {
        case "mdhd", "elng" -> copy.keep(child);
        case "hdlr" -> handler(child);
        case "minf" -> mediaInformation(child, kind);
        default -> copy.free(child);
      }
    }
  }

  private void handler(Box box) throws IOException {
    copy.keep(box.start(), Math.min(box.body() + HANDLER, box.end()));
  }

  private void mediaInformation(Box box, String kind) throws IOException, UncleanableException {
    copy.keepHeader(box);
    List<Box> children = reader.children(box.body(), box.end());
    BoxReader.needed(children, "stbl");
    BoxReader.needed(children, "dinf");
    for (Box child : children) {
      switch (child.type()) {
        case "hdlr" -> handler(child);
        case "dinf" -> dataInformation(reader, copy, child);
        case "stbl" -> sampleTable(child, kind);
        default -> {
          if (KEPT_IN_MEDIA_INFORMATION.contains(child.type())) {
            copy.keep(child);
          } else {
            copy.free(child);
          }
        }
      }
    }
  }

  /** Samples have to be in this file; what else is said of where they are can name folders. */
  static void dataInformation(BoxReader reader, BlankedCopy copy, Box box)
      throws IOException, UncleanableException {
    copy.keepHeader(box);
    List<Box> children = reader.children(box.body(), box.end());
    Box references = BoxReader.needed(children, "dref");
    for (Box child : children) {
      if (!child.is("dref")) {
        copy.free(child);
      }
    }
    copy.keep(references.start(), references.body() + 8);
    for (Box reference : reader.children(references.body() + 8, references.end())) {
      boolean isThisFile = (reader.u8(reference.body() + 3) & 1) == 1;
      if (!isThisFile) {
        throw BoxReader.unusual();
      }
      copy.keep(reference.start(), Math.min(reference.start() + DATA_REFERENCE, reference.end()));
    }
  }

  private void sampleTable(Box box, String kind) throws IOException, UncleanableException {
    copy.keepHeader(box);
    List<Box> children = reader.children(box.body(), box.end());
    SampleEntries entries = new SampleEntries(reader, copy, kind);
    for (Box child : children) {
      if (child.is("stsd")) {
        entries.clean(child);
      } else if (child.is("saio") || child.is("saiz")) {
        throw BoxReader.unusual();
      } else if (KEPT_IN_SAMPLE_TABLE.contains(child.type())) {
        copy.keep(child);
      } else {
        copy.free(child);
      }
    }
    BoxReader.needed(children, "stsd");
    new SampleTable(reader, data, children, entries.bytesOfFrame()).keepSamples();
  }
}
