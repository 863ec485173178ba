package nz.co.medimage.transport.http.v1;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The messages that a relay holds for a receiver. Immutable.
 *
 * @param messages the messages: the whole ones, oldest first, then those that are coming in, if
 *     they were asked for
 * @param next the parameter with which to ask for later ones; opaque, of letters, digits and {@code
 *     -}
 */
public record WaitingList(List<Message> messages, String next) {
  /** The maximum number of messages in one answer; the rest is in the next one. */
  public static final int MOST = 100;

  /** The parameter with which to ask for all that waits. */
  public static final String FROM_THE_START = "0";

  /** Copies the list. */
  public WaitingList {
    messages = List.copyOf(messages);
    if (!next.matches("[0-9a-zA-Z-]{1,64}")) {
      throw new IllegalArgumentException("next has up to 64 letters, digits and hyphens");
    }
  }

  /**
   * An envelope or a pairing message. Immutable.
   *
   * @param from the pairing that sent an envelope, or the relay's own id of a pairing offer
   * @param id the id of the envelope, or the relay's own id of a pairing message
   * @param upload the relay's own id of this upload; a new one if the message is uploaded again
   * @param size the size in bytes, at least 1
   * @param nameplate the nameplate of the offer that a pairing message is for; empty for envelopes
   * @param isWhole false while it is coming in; once it is whole it is in a list again
   */
  public record Message(
      UUID from, UUID id, UUID upload, long size, Optional<String> nameplate, boolean isWhole) {

    /** A whole message. */
    public Message(UUID from, UUID id, UUID upload, long size, Optional<String> nameplate) {
      this(from, id, upload, size, nameplate, true);
    }

    /** Refuses null and sizes below 1. */
    public Message {
      Objects.requireNonNull(from, "from");
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(upload, "upload");
      Objects.requireNonNull(nameplate, "nameplate");
      if (size < 1) {
        throw new IllegalArgumentException("a message has at least one byte");
      }
    }
  }

  /** Writes the list as JSON. */
  public byte[] toJson() {
    return Json.write(
        json -> {
          json.name("next").value(next);
          json.name("messages").beginArray();
          for (Message message : messages) {
            json.beginObject();
            json.name("from").value(message.from.toString());
            json.name("id").value(message.id.toString());
            json.name("upload").value(message.upload.toString());
            json.name("size").value(message.size);
            if (!message.isWhole) {
              json.name("coming").value(true);
            }
            if (message.nameplate.isPresent()) {
              json.name("nameplate").value(message.nameplate.get());
            }
            json.endObject();
          }
          json.endArray();
        });
  }

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException with one sentence if it is malformed
   */
  public static WaitingList read(byte[] text) {
    List<Message> messages = new ArrayList<>();
    String[] next = {""};
    Json.read(
        text,
        (name, json) -> {
          switch (name) {
            case "next" -> next[0] = json.nextString();
            case "messages" -> Json.objects(json, () -> messages.add(readOne(json)));
            default -> json.skipValue();
          }
        });
    return new WaitingList(messages, next[0]);
  }

  private static Message readOne(JsonReader json) throws IOException {
    String[] text = {"", "", ""};
    long[] size = {0};
    boolean[] coming = {false};
    List<String> nameplate = new ArrayList<>();
    Json.object(
        json,
        (name, in) -> {
          switch (name) {
            case "from" -> text[0] = in.nextString();
            case "id" -> text[1] = in.nextString();
            case "upload" -> text[2] = in.nextString();
            case "size" -> size[0] = in.nextLong();
            case "coming" -> coming[0] = in.nextBoolean();
            case "nameplate" -> nameplate.add(in.nextString());
            default -> in.skipValue();
          }
        });
    return new Message(
        CanonicalUuid.parse(text[0], "from"),
        CanonicalUuid.parse(text[1], "id"),
        CanonicalUuid.parse(text[2], "upload"),
        size[0],
        nameplate.stream().findFirst(),
        !coming[0]);
  }
}
