package dev.burdock.fanout.sync.http;

import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.TokenCodec;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** The body of {@code /sync} in embedded mode: the token and the sticky sections, nothing else. */
final class EmbeddedResponse {
  private final StickyNames names;
  private final StickyJson json;

  EmbeddedResponse(StickyNames names) {
    this.names = names;
    this.json = new StickyJson(names);
  }

  Buffer body(Page page, long now) {
    Buffer out =
        Buffer.buffer("{\"next_batch\":")
            .appendBytes(JsonEdits.quoted(TokenCodec.encode(page.next())));
    if (!page.items().isEmpty()) {
      out.appendString(",\"rooms\":{\"join\":{");
      boolean first = true;
      for (Map.Entry<String, List<StickyItem>> room : StickyJson.byRoom(page.items()).entrySet()) {
        out.appendString(first ? "" : ",")
            .appendBytes(JsonEdits.quoted(room.getKey()))
            .appendString(":{\"" + names.syncSection() + "\":")
            .appendBuffer(json.section(room.getValue(), now))
            .appendString(
                page.cutRooms().contains(room.getKey()) ? "," + StickyJson.LIMITED + "}" : "}");
        first = false;
      }
      out.appendString("}}");
    }
    return out.appendString("}");
  }
}
