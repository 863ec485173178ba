package nz.co.medimage.receiver.filter.internal.metadata;

import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.AAC;
import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.AVC;
import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.MP4;
import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.box;
import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.full;
import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.ints;
import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.shorts;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.concat;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.file;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.latin;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IsoCleanerTest {
  private static final String PLACE = "-41.2865+174.7762/";
  private static final byte[] LIKE_A_TAG = concat(shorts(PLACE.length(), 0x15c7), latin(PLACE));

  private static byte[] clean(byte[] file) throws IOException, UncleanableException {
    byte[] cleaned = Cleaned.by(IsoCleaner::clean, file);
    assertEquals(file.length, cleaned.length);
    assertArrayEquals(cleaned, Cleaned.by(IsoCleaner::clean, cleaned), "clean twice");
    return cleaned;
  }

  private static void assertTellsNoPlace(byte[] file) {
    assertFalse(latin(file).contains("41.28"));
    assertFalse(latin(file).contains("174.7"));
  }

  private static void assertUncleanable(byte[] file) {
    UncleanableException e = assertThrows(UncleanableException.class, () -> clean(file));
    assertEquals(
        "Places cannot be removed from this file, because it is damaged or built in a rare way.",
        e.getMessage());
  }

  private static Boxes film() {
    return new Boxes().track("vide", AVC, "picture1", "picture2").track("soun", AAC, "sound");
  }

  @Nested
  final class Movie {
    @Test
    void samplesOfPicturesAndSoundStayAndUnclaimedDataGoes() throws Exception {
      Boxes film = new Boxes().loose("freeGPS 41.2865").track("vide", AVC, "picture1");
      String cleaned = latin(clean(film.loose(PLACE).track("soun", AAC, "sound").build()));
      assertTrue(cleaned.contains("\0".repeat(15) + "picture1" + "\0".repeat(18) + "sound"));
      assertTellsNoPlace(latin(cleaned));
    }

    @Test
    void cleanFilePassesAsItIs() throws Exception {
      byte[] cleaned = clean(film().build());
      assertArrayEquals(cleaned, clean(cleaned));
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta", "text", "sbtl", "subt", "clcp", "tmcd", "camm", "gpmd", "hint"})
    void tracksOfOtherKindsGo(String handler) throws Exception {
      byte[] entry = box("mebx", new byte[8], latin(PLACE));
      String cleaned = latin(clean(film().track(handler, entry, PLACE, "gps").build()));
      assertTellsNoPlace(latin(cleaned));
      assertFalse(cleaned.contains("gps"));
      assertTrue(cleaned.contains("picture1picture2sound"));
      assertTrue(cleaned.contains("free" + "\0".repeat(20)));
    }

    @Test
    void textsInTheMovieGo() throws Exception {
      byte[] userData = box("udta", box("\u00a9xyz", LIKE_A_TAG), full("loci", 0, latin(PLACE)));
      byte[] maker = box("uuid", latin("be7acfcb97a942e8" + PLACE));
      byte[] file = film().with(userData).with(maker).with(box("gps ", latin(PLACE))).build();
      assertTellsNoPlace(clean(file));
    }

    /** As some devices write them; players do not mind. */
    @Test
    void textsThatAreNotBuiltAsTheyShouldBeGoAlone() throws Exception {
      byte[] handler = full("hdlr", 0, ints(0), latin("mdta"), new byte[12]);
      for (byte[] texts :
          new byte[][] {
            box("udta", box("\u00a9xyz", LIKE_A_TAG), ints(5), latin("name" + PLACE)),
            box("udta", latin(PLACE)),
            box("meta", handler, ints(4), latin("junk" + PLACE)),
            box("meta", handler, box("ilst", ints(7), latin("data" + PLACE)))
          }) {
        byte[] cleaned = clean(film().with(texts).build());
        assertTellsNoPlace(cleaned);
        assertTrue(latin(cleaned).contains("picture1picture2sound"));
      }
    }

    @Test
    void boxesOfOtherKindsBecomeFreeSpace() throws Exception {
      byte[] file =
          film()
              .build(
                  box("uuid", latin(PLACE)),
                  box("free", latin(PLACE)),
                  box("skip", latin(PLACE)),
                  box("mpvd", latin(PLACE)),
                  latin("SEFH" + PLACE));
      byte[] cleaned = clean(file);
      assertTellsNoPlace(cleaned);
      assertFalse(latin(cleaned).contains("mpvd"));
      assertTrue(latin(cleaned).contains("free"));
    }

    @Test
    void timeMakerAndModelStayWhereTheyHaveThatForm() throws Exception {
      byte[] keys =
          full(
              "keys",
              0,
              ints(4),
              box("mdta", latin("com.apple.quicktime.location.ISO6709")),
              box("mdta", latin("com.apple.quicktime.creationdate")),
              box("mdta", latin("com.apple.quicktime.model")),
              box("mdta", latin("com.apple.quicktime.make")));
      byte[] values =
          box(
              "ilst",
              box("\0\0\0\1", box("data", ints(1, 0), latin(PLACE))),
              box("\0\0\0\2", box("data", ints(1, 0), latin("2024-03-15T10:00:00+1300"))),
              box("\0\0\0\3", box("data", ints(1, 0), latin("iPhone 15 Pro"))),
              box("\0\0\0\4", box("data", ints(1, 0), latin("at 41.2865"))));
      byte[] handler = full("hdlr", 0, ints(0), latin("mdta"), new byte[12]);
      for (byte[] meta :
          new byte[][] {
            box("meta", handler, keys, values), full("meta", 0, handler, keys, values)
          }) {
        String cleaned = latin(clean(film().with(meta).build()));
        assertTellsNoPlace(latin(cleaned));
        assertFalse(cleaned.contains("location"));
        assertTrue(cleaned.contains("2024-03-15T10:00:00+1300"));
        assertTrue(cleaned.contains("iPhone 15 Pro"));
      }
    }

    @Test
    void dayInUserDataStaysOnlyIfItIsOne() throws Exception {
      byte[] day = concat(shorts(24, 0x55c4), latin("2024-03-15T10:00:00+1300"));
      byte[] userData = box("udta", box("\u00a9day", day), box("\u00a9day", LIKE_A_TAG), ints(0));
      String cleaned = latin(clean(film().with(userData).build()));
      assertTrue(cleaned.contains("2024-03-15T10:00:00+1300"));
      assertTellsNoPlace(latin(cleaned));
    }

    @Test
    void whatACodingDoesNotNeedGoes() throws Exception {
      byte[] avc =
          box("avc1", new byte[78], box("avcC", latin("coding")), box("uuid", latin(PLACE)));
      String cleaned = latin(clean(new Boxes().track("vide", avc, "picture").build()));
      assertTrue(cleaned.contains("avcCcoding"));
      assertTellsNoPlace(latin(cleaned));
    }
  }

  @Nested
  final class InFragments {
    private static final byte[] EXTENDED =
        box("mvex", full("trex", 0, ints(1, 1, 0, 0, 0)), full("trex", 0, ints(2, 1, 0, 6, 0)));

    private byte[] fragmented(byte[] first, byte[] second, String media) {
      byte[] movie =
          new Boxes()
              .track("vide", AVC)
              .track("meta", box("mebx", new byte[8]))
              .with(EXTENDED)
              .movie();
      byte[] fragment = box("moof", full("mfhd", 0, ints(1)), first, second);
      return concat(MP4, movie, fragment, box("mdat", latin(media)));
    }

    @Test
    void samplesOfPicturesStayAndThoseOfOtherTracksGo() throws Exception {
      int data = 8 + 16 + 52 + 44 + 8;
      byte[] pictures =
          box("traf", full("tfhd", 0x20000, ints(1)), full("trun", 0x201, ints(2, data, 4, 4)));
      byte[] others =
          box("traf", full("tfhd", 0x20000, ints(2)), full("trun", 1, ints(1, data + 8)));
      byte[] file = fragmented(pictures, others, "pic1pic2-41.28rest");
      assertTrue(latin(clean(file)).contains("mdatpic1pic2" + "\0".repeat(10)));
    }

    @Test
    void dataFollowsWhereNoOffsetIsSaid() throws Exception {
      byte[] pictures = box("traf", full("tfhd", 0x10, ints(1, 4)), full("trun", 1, ints(2, 124)));
      byte[] others = box("traf", full("tfhd", 0, ints(2)), full("trun", 0, ints(1)));
      byte[] file = fragmented(pictures, others, "????pic1pic2-41.28rest");
      assertTrue(latin(clean(file)).contains("mdat\0\0\0\0pic1pic2" + "\0".repeat(10)));
    }

    /** Without the first track, the second one would be looked for elsewhere. */
    @Test
    void pictureThatFollowsWhatGoesIsUncleanable() {
      byte[] others = box("traf", full("tfhd", 0, ints(2)), full("trun", 1, ints(1, 128)));
      byte[] pictures = box("traf", full("tfhd", 0x10, ints(1, 4)), full("trun", 0, ints(2)));
      assertUncleanable(fragmented(others, pictures, "-41.28pic1pic2rest"));
    }

    @Test
    void trackThatNobodyDescribedIsUncleanable() {
      byte[] unknown = box("traf", full("tfhd", 0x20000, ints(9)), full("trun", 1, ints(1, 100)));
      assertUncleanable(fragmented(unknown, box("free"), "pic1"));
    }
  }

  @Nested
  final class Uncleanable {
    @Test
    void sampleBehindTheEndOrOutsideOfMediaData() {
      for (int place : new int[] {4, MP4.length, 5000, -2}) {
        Boxes film = film();
        assertUncleanable(
            film.with(film.track("vide", AVC, new int[] {20}, new int[] {place})).build());
      }
    }

    @Test
    void everyTruncation() {
      byte[] file = film().with(box("udta", box("\u00a9xyz", LIKE_A_TAG))).build();
      for (int length = 0; length < file.length; length++) {
        byte[] cut = Arrays.copyOf(file, length);
        assertUncleanable(cut);
      }
    }

    @Test
    void encryptedCompressedAndOutsourcedMovies() {
      assertUncleanable(film().with(box("cmov", latin("x"))).build());
      assertUncleanable(film().with(box("pssh", latin("x"))).build());
      byte[] sealed = box("avc1", new byte[78], box("sinf", new byte[8]));
      assertUncleanable(new Boxes().track("vide", sealed, "picture").build());
      assertUncleanable(new Boxes().track("vide", box("encv", new byte[78]), "picture").build());
      byte[] elsewhere = new Boxes().track("vide", AVC, "picture").build();
      int flag = latin(elsewhere).indexOf("url ") + 7;
      elsewhere[flag] = 0;
      assertUncleanable(elsewhere);
    }

    @Test
    void codingThatNeedsWhatIsNotKnown() {
      byte[] coding = box("xyz1", new byte[78], box("xyzC", latin("needed")));
      assertUncleanable(new Boxes().track("vide", coding, "picture").build());
    }

    @Test
    void movieWithoutPictureAndSound() {
      assertUncleanable(new Boxes().track("meta", box("mebx", new byte[8]), PLACE).build());
      assertUncleanable(concat(MP4, box("mdat", latin("picture"))));
      assertUncleanable(film().build(film().movie()));
    }

    /** A hundred thousand chunks that are the same sample would copy it as often. */
    @Test
    void tableThatClaimsTheSameDataAgainAndAgain() {
      int[] sizes = new int[100_000];
      int[] places = new int[100_000];
      Arrays.fill(sizes, 50_000);
      Arrays.fill(places, MP4.length + 8);
      Boxes film = new Boxes().loose("x".repeat(50_000));
      byte[] file = film.with(film.track("vide", AVC, sizes, places)).build();
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertUncleanable(file));
    }
  }

  @Nested
  final class Items {
    private static final byte[] EXIF =
        concat(
            ints(0),
            new TiffBuilder()
                .text(0x0110, "Phone")
                .number(0x0112, 6)
                .text(0x0132, "2024:03:15 10:00:00")
                .text(0x9c9b, PLACE)
                .bytes());

    /** A file with a picture and other items, each with its type and a text behind that. */
    private byte[] heic(byte[][] infos, byte[][] contents, int method) {
      byte[] types = box("ftyp", latin("heic"), ints(0), latin("mif1heic"));
      byte[] handler = full("hdlr", 0, ints(0), latin("pict"), new byte[12], latin("174.7\0"));
      byte[] information = full("iinf", 0, shorts(infos.length), concat(infos));
      byte[] properties = box("iprp", box("ipco", full("ispe", 0, ints(64, 48))));
      byte[] inside = method == 1 ? box("idat", concat(contents)) : new byte[0];
      int locationLength = 16 + infos.length * 16;
      int place = types.length + 12 + handler.length + information.length + properties.length + 8;
      place = method == 1 ? 0 : place + locationLength;
      byte[] entries = new byte[0];
      for (int i = 0; i < infos.length; i++) {
        entries = concat(entries, shorts(i + 1, method, 0, 1), ints(place, contents[i].length));
        place += contents[i].length;
      }
      byte[] locations = box("iloc", ints(1 << 24), shorts(0x4400, infos.length), entries);
      assertEquals(locationLength, locations.length);
      byte[] meta = full("meta", 0, handler, information, properties, locations, inside);
      return concat(types, meta, method == 1 ? new byte[0] : box("mdat", concat(contents)));
    }

    private byte[] info(int id, String typeAndMore) {
      return full("infe", 2 << 24, shorts(id, 0), latin(typeAndMore));
    }

    private byte[][] infos() {
      return new byte[][] {
        info(1, "hvc1" + "at 41.2865\0"),
        info(2, "Exif\0"),
        info(3, "mime\0application/rdf+xml\0"),
        info(4, "hvc1thumb\0")
      };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void picturesStayExifIsWrittenAnewAndOthersGo(int method) throws Exception {
      byte[][] contents = {latin("picture"), EXIF, latin("<x:xmpmeta " + PLACE), latin("small")};
      byte[] cleaned = clean(heic(infos(), contents, method));
      String text = latin(cleaned);
      assertTellsNoPlace(cleaned);
      assertTrue(text.contains("picture") && text.contains("small"));
      assertTrue(text.contains("Phone\0") && text.contains("2024:03:15 10:00:00"));
      assertFalse(text.contains("xmpmeta") || text.contains("rdf"));
    }

    @Test
    void heicOfACameraKeepsItsPicture() throws Exception {
      byte[] before = file("g24-heic.heic");
      byte[] after = clean(before);
      int end = latin(before).lastIndexOf("Exif\0\0MM");
      String coded = latin(before).substring(latin(before).indexOf("mdat") + 4, end - 4);
      assertTrue(latin(after).contains(coded));
      assertFalse(latin(after).substring(end).contains("\0\0\0\51\0\0\0\1"));
    }

    @Test
    void itemThatSharesBytesWithAPictureIsUncleanable() {
      byte[][] contents = {latin("picture"), EXIF, latin("text"), latin("small")};
      byte[] file = heic(infos(), contents, 0);
      int second = latin(file).indexOf("iloc") + 4 + 4 + 4 + 16 + 8;
      file[second + 3] = (byte) (file[second + 3] - 2);
      assertUncleanable(file);
    }

    @Test
    void itemOfAnUnknownTypeIsUncleanable() {
      byte[][] contents = {latin("picture"), latin("secret")};
      assertUncleanable(heic(new byte[][] {info(1, "hvc1\0"), info(2, "gpsX\0")}, contents, 0));
    }

    @Test
    void thumbnailWithMetadataOfItsOwnIsUncleanable() throws Exception {
      byte[][] infos = {info(1, "hvc1\0"), info(2, "jpeg\0")};
      byte[] exif = file("c01-datetimeoriginal-2024.jpg");
      assertUncleanable(heic(infos, new byte[][] {latin("picture"), exif}, 0));
      byte[] plain = TestPhotos.jpeg(1);
      assertTrue(
          latin(clean(heic(infos, new byte[][] {latin("picture"), plain}, 0)))
              .contains(latin(plain)));
    }
  }

  @Test
  void moviesOfPhonesKeepTheirSamplesAndLoseTheirPlace() throws Exception {
    byte[] before = file("g25-mp4.mp4");
    byte[] after = clean(before);
    assertTellsNoPlace(after);
    int media = latin(before).indexOf("mdat") + 4;
    assertArrayEquals(
        Arrays.copyOfRange(before, media, before.length),
        Arrays.copyOfRange(after, media, after.length));
    byte[] plain = file("c03-iphone-style.mov");
    byte[] cleaned = clean(plain);
    media = latin(plain).indexOf("mdat") + 4;
    int end = latin(plain).indexOf("moov") - 4;
    assertArrayEquals(
        Arrays.copyOfRange(plain, media, end), Arrays.copyOfRange(cleaned, media, end));
  }
}
