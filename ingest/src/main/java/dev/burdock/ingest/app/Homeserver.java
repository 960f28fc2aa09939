package dev.burdock.ingest.app;

import dev.burdock.ingest.config.HomeserverConfig;
import dev.burdock.ingest.homeserver.ClientApiRoomReader;
import dev.burdock.ingest.homeserver.FederationEventPduSource;
import dev.burdock.ingest.homeserver.HomeserverClient;
import dev.burdock.ingest.homeserver.HomeserverException;
import dev.burdock.ingest.homeserver.PduSource;
import dev.burdock.ingest.homeserver.SynapseAdminPduSource;
import dev.burdock.ingest.homeserver.SynapseAdminRoomReader;
import dev.burdock.ingest.room.RoomReader;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.ServersConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The homeserver as the configuration lets us ask it. */
final class Homeserver implements AutoCloseable {
  private final HomeserverConfig config;
  private final Vertx vertx;
  private final HomeserverClient client;

  Homeserver(HomeserverConfig config, Vertx vertx) {
    this.config = config;
    this.vertx = vertx;
    this.client = new HomeserverClient(vertx, config.timeout(), config.maxAnswerBytes());
  }

  /** Reads rooms as a local user, else as the administrator; empty when neither can be. */
  Optional<RoomReader> roomReader() {
    Optional<RoomReader> asUser =
        config
            .url()
            .filter(url -> config.asToken().isPresent())
            .map(url -> new ClientApiRoomReader(vertx, client, url, config.asToken()));
    Optional<RoomReader> asAdmin =
        config
            .url()
            .filter(url -> config.adminToken().isPresent())
            .map(url -> new SynapseAdminRoomReader(vertx, client, url, config.adminToken()));
    if (asUser.isPresent() && asAdmin.isPresent()) {
      return Optional.of(
          (roomId, users) ->
              asUser
                  .get()
                  .read(roomId, users)
                  .recover(failed -> asAdmin.get().read(roomId, users)));
    }
    return asUser.or(() -> asAdmin);
  }

  /** Says that the homeserver is not to be asked. */
  static RoomReader nobody() {
    return (roomId, users) ->
        Future.failedFuture(
            new HomeserverException(
                "no " + HomeserverConfig.URL.name() + " with a token is configured"));
  }

  /** Where the PDUs of a server's events come from; empty when from nowhere. */
  Optional<PduSource> pduSource(String server, ServersConfig servers) {
    return switch (config.pduSource()) {
      case NONE -> Optional.empty();
      case SYNAPSE_ADMIN ->
          config.url().map(url -> new SynapseAdminPduSource(client, url, config.adminToken()));
      case FEDERATION ->
          config
              .federationUrl()
              .map(
                  url ->
                      new FederationEventPduSource(
                          client,
                          url,
                          ServerName.parse(server),
                          signingKey(server, servers.signingKeys().get(server))));
    };
  }

  @Override
  public void close() {
    client.close();
  }

  private static SigningKey signingKey(String server, Path file) {
    try {
      return SigningKey.parse(Files.readString(file));
    } catch (IOException e) {
      throw ConfigException.of(
          ServersConfig.SIGNING_KEY_PREFIX + server, file, "a file that can be read");
    }
  }
}
