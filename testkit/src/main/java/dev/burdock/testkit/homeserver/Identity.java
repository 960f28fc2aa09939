package dev.burdock.testkit.homeserver;

import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.SigningKey;

/** Who the simulated homeserver is: its name, and the key that it signs with. */
public record Identity(ServerName name, SigningKey key) {}
