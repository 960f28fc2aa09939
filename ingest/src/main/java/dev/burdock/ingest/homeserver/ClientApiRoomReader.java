package dev.burdock.ingest.homeserver;

import static dev.burdock.ingest.homeserver.HomeserverClient.encode;

import dev.burdock.ingest.config.Token;
import dev.burdock.ingest.room.RoomReader;
import dev.burdock.ingest.room.RoomState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads rooms through the standard client API, the application service acting as a local user who
 * is in the room.
 */
public final class ClientApiRoomReader implements RoomReader {
  private final Vertx vertx;
  private final HomeserverClient client;
  private final URI base;
  private final String authorization;

  /**
   * @param asToken the application service's own token
   */
  public ClientApiRoomReader(Vertx vertx, HomeserverClient client, URI base, Token asToken) {
    this.vertx = vertx;
    this.client = client;
    this.base = base;
    this.authorization = "Bearer " + asToken.value();
  }

  @Override
  public Future<RoomState> read(String roomId, List<String> localUsers) {
    Future<RoomState> attempt =
        Future.failedFuture(new HomeserverException("no local user of the room is known"));
    for (String user : localUsers) {
      attempt = attempt.recover(failed -> readAs(roomId, user));
    }
    return attempt;
  }

  private Future<RoomState> readAs(String roomId, String user) {
    String room = "/_matrix/client/v3/rooms/" + encode(roomId);
    String as = "user_id=" + encode(user);
    Future<byte[]> joined = required(room + "/joined_members?" + as);
    List<Future<RoomState.Content>> authorising = new ArrayList<>();
    for (String type : StateReply.AUTHORISING) {
      authorising.add(
          client
              .find(base, room + "/state/" + type + "/?format=event&" + as, authorization)
              .map(json -> json.map(found -> StateReply.content(type, found)).orElse(null)));
    }
    return Future.all(authorising)
        .compose(all -> joined)
        .compose(
            members ->
                vertx.executeBlocking(
                    () ->
                        StateReply.state(
                            StateReply.joined(members),
                            authorising.stream()
                                .map(Future::result)
                                .filter(Objects::nonNull)
                                .toList()),
                    false));
  }

  private Future<byte[]> required(String path) {
    return client
        .find(base, path, authorization)
        .map(json -> json.orElseThrow(() -> new HomeserverException("homeserver: answered 404")));
  }
}
