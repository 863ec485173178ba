package nz.co.medimage.transport.http.v1;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.TokenHash;

/**
 * Writes and reads the JSON in which a receiver tells its relay who may leave messages, of one
 * {@link SenderPage}.
 */
public final class SenderList {
  /** The maximum number of senders in a page. */
  public static final int MOST = 1000;

  private SenderList() {}

  /** Writes a list as JSON. */
  public static byte[] write(Map<PairingId, TokenHash> senders) {
    return Json.write(
        json -> {
          json.name("senders").beginArray();
          for (Map.Entry<PairingId, TokenHash> sender : senders.entrySet()) {
            json.beginObject();
            json.name("pairing").value(sender.getKey().toString());
            json.name("tokenHash").value(sender.getValue().hex());
            json.endObject();
          }
          json.endArray();
        });
  }

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException with one sentence if it is malformed, names a pairing twice,
   *     or is too long
   */
  public static Map<PairingId, TokenHash> read(byte[] text) {
    Map<PairingId, TokenHash> senders = new LinkedHashMap<>();
    boolean[] listed = {false};
    Json.read(
        text,
        (name, json) -> {
          if (name.equals("senders")) {
            listed[0] = true;
            Json.objects(json, () -> readOne(json, senders));
          } else {
            json.skipValue();
          }
        });
    if (!listed[0]) {
      throw new IllegalArgumentException("the list of senders is missing");
    }
    return senders;
  }

  private static void readOne(JsonReader json, Map<PairingId, TokenHash> senders)
      throws IOException {
    String[] sender = {"", ""};
    Json.object(
        json,
        (name, in) -> {
          switch (name) {
            case "pairing" -> sender[0] = in.nextString();
            case "tokenHash" -> sender[1] = in.nextString();
            default -> in.skipValue();
          }
        });
    if (senders.put(PairingId.parse(sender[0]), TokenHash.parse(sender[1])) != null) {
      throw new IllegalArgumentException("the list names a pairing twice");
    }
    if (senders.size() > MOST) {
      throw new IllegalArgumentException("a list has at most " + MOST + " senders");
    }
  }
}
