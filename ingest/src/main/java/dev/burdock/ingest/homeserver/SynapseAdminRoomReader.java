package dev.burdock.ingest.homeserver;

import static dev.burdock.ingest.homeserver.HomeserverClient.encode;

import dev.burdock.ingest.config.Token;
import dev.burdock.ingest.room.RoomReader;
import dev.burdock.ingest.room.RoomState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;

/** Reads rooms through Synapse's admin API, which needs no user in the room. */
public final class SynapseAdminRoomReader implements RoomReader {
  private final Vertx vertx;
  private final HomeserverClient client;
  private final URI base;
  private final String authorization;

  /**
   * @param adminToken access token of a server administrator
   */
  public SynapseAdminRoomReader(Vertx vertx, HomeserverClient client, URI base, Token adminToken) {
    this.vertx = vertx;
    this.client = client;
    this.base = base;
    this.authorization = "Bearer " + adminToken.value();
  }

  @Override
  public Future<RoomState> read(String roomId, List<String> localUsers) {
    String room = "/_synapse/admin/v1/rooms/" + encode(roomId);
    Future<byte[]> state = get(room + "/state");
    return get(room + "/members")
        .compose(
            members ->
                state.compose(
                    events ->
                        vertx.executeBlocking(
                            () ->
                                StateReply.state(
                                    StateReply.members(members), StateReply.authorising(events)),
                            false)));
  }

  private Future<byte[]> get(String path) {
    return client
        .get(base, path, authorization)
        .map(
            reply -> {
              if (reply.status() != 200) {
                throw new HomeserverException("homeserver: admin API answered " + reply.status());
              }
              return reply.body().getBytes();
            });
  }
}
