package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Envelope ids and pairing ids. */
final class IdsTest {
  private static final long LAST = (1L << 48) - 1;

  private static EnvelopeId at(long millis, long seed) {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    return EnvelopeId.create(clock, new Random(seed));
  }

  @Property
  void envelopeIdIsReadBackFromTextAndBytes(
      @ForAll @LongRange(max = LAST) long millis, @ForAll long seed) {
    EnvelopeId id = at(millis, seed);
    assertEquals(id, EnvelopeId.parse(id.toString()));
    assertEquals(id, EnvelopeId.ofBytes(id.toBytes()));
    assertEquals(millis, id.createdAt().toEpochMilli());
    assertEquals(7, id.value().version());
    assertEquals(2, id.value().variant());
  }

  @Property
  void envelopeIdsAreOrderedAsTheirBytesAre(
      @ForAll @LongRange(max = LAST) long one, @ForAll @LongRange(max = LAST) long other) {
    EnvelopeId a = at(one, 1);
    EnvelopeId b = at(other, 2);
    int bytes = Arrays.compareUnsigned(a.toBytes(), b.toBytes());
    assertEquals(Integer.signum(bytes), Integer.signum(a.compareTo(b)));
    assertEquals(Integer.signum(bytes), Integer.signum(a.toString().compareTo(b.toString())));
  }

  @Property
  void pairingIdIsReadBackFromTextAndBytes(@ForAll long high, @ForAll long low) {
    PairingId id = new PairingId(new UUID(high, low));
    assertEquals(id, PairingId.parse(id.toString()));
    assertEquals(id, PairingId.ofBytes(id.toBytes()));
  }

  @Property
  void photoIdIsReadBackFromTextAndBytes(
      @ForAll @LongRange(max = LAST) long millis, @ForAll long high, @ForAll long low) {
    PhotoId id = new PhotoId(at(millis, high), new PairingId(new UUID(high, low)));
    assertEquals(id, PhotoId.parse(id.toString()));
    assertEquals(id, PhotoId.ofBytes(id.toBytes()));
    assertThrows(IllegalArgumentException.class, () -> PhotoId.ofBytes(new byte[31]));
    assertThrows(IllegalArgumentException.class, () -> PhotoId.parse(id.envelope().toString()));
  }

  @Property
  void photoIdsOfOneEnvelopeAreOrderedAsTheirBytesAre(@ForAll long one, @ForAll long other) {
    PhotoId a = new PhotoId(at(1, 1), new PairingId(new UUID(one, 1)));
    PhotoId b = new PhotoId(at(1, 1), new PairingId(new UUID(other, 1)));
    assertEquals(
        Integer.signum(Arrays.compareUnsigned(a.toBytes(), b.toBytes())),
        Integer.signum(a.compareTo(b)));
  }

  @Property
  void anyTextIsAnIdInItsOneFormOrRefused(@ForAll String text) {
    try {
      assertEquals(text, PairingId.parse(text).toString());
    } catch (IllegalArgumentException e) {
      assertEquals("a pairing id is a UUID of 36 characters in lower case", e.getMessage());
    }
  }

  @Test
  void bytesAreInNetworkOrder() {
    byte[] bytes = {1, (byte) 0x9C, 3, 4, 5, 6, 0x70, 8, (byte) 0x80, 10, 11, 12, 13, 14, 15, 16};
    EnvelopeId id = EnvelopeId.ofBytes(bytes);
    assertEquals("019c0304-0506-7008-800a-0b0c0d0e0f10", id.toString());
    assertArrayEquals(bytes, id.toBytes());
  }

  @Test
  void freshIdsDiffer() {
    Random random = new Random(1);
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    assertTrue(EnvelopeId.create(clock, random).compareTo(EnvelopeId.create(clock, random)) != 0);
  }

  private static String refusal(Runnable reading) {
    return assertThrows(IllegalArgumentException.class, reading::run).getMessage();
  }

  @Test
  void envelopeIdIsOfVersion7() {
    String version4 = "f81d4fae-7dec-41d0-a765-00a0c91e6bf6";
    assertEquals(
        "an envelope id is a UUID of version 7, not " + version4,
        refusal(() -> EnvelopeId.parse(version4)));
    assertEquals(
        "an envelope id is a UUID of version 7, not 019c0304-0506-7008-c00a-0b0c0d0e0f10",
        refusal(() -> EnvelopeId.parse("019c0304-0506-7008-c00a-0b0c0d0e0f10")));
  }

  @Test
  void otherWritingsOfAnIdAreRefused() {
    String one = "an envelope id is a UUID of 36 characters in lower case";
    assertEquals(one, refusal(() -> EnvelopeId.parse("019C0304-0506-7008-800A-0B0C0D0E0F10")));
    assertEquals(one, refusal(() -> EnvelopeId.parse("19c0304-506-7008-800a-b0c0d0e0f10")));
    assertEquals(one, refusal(() -> EnvelopeId.parse("../../etc")));
    assertEquals(
        "an envelope id has 16 bytes, not 15", refusal(() -> EnvelopeId.ofBytes(new byte[15])));
    assertEquals(
        "a pairing id has 16 bytes, not 17", refusal(() -> PairingId.ofBytes(new byte[17])));
  }
}
