// A Matrix client that a test drives: one command per line on standard input, as JSON
// {"id", "do", …}; one answer {"id", "result" | "error"} or report {"report", …} per line on
// standard output. Ends when its standard input does.
import "./platform.mjs";
import readline from "node:readline";
import * as sdk from "matrix-js-sdk";
import { SlidingSync } from "matrix-js-sdk/lib/sliding-sync.js";
import { Wire } from "./wire.mjs";

const say = (message) => process.stdout.write(JSON.stringify(message) + "\n");
const wire = new Wire(say);
let client;

const shape = (event) => ({
  id: event.getId(),
  type: event.getType(),
  sender: event.getSender(),
  content: event.getContent(),
  expiresAt: event.unstableStickyExpiresAt,
});

function room(id) {
  const found = client.getRoom(id);
  if (!found) {
    throw new Error(`${id}: not known to this client`);
  }
  return found;
}

function watch() {
  const watched = new Set();
  client.on(sdk.ClientEvent.Sync, (state) => say({ report: "sync", state }));
  // A room announces its sticky events itself, the first of them before it is announced.
  client.on(sdk.ClientEvent.Room, (found) => {
    if (!watched.has(found)) {
      watched.add(found);
      tellSticky(found, [...found._unstable_getStickyEvents()], []);
      found.on(sdk.RoomStickyEventsEvent.Update, (added, updated, removed) =>
        tellSticky(found, added.concat(updated.map((change) => change.current)), removed),
      );
    }
  });
  client.on(sdk.RoomEvent.Timeline, (event, where, toStart, gone, data) => {
    if (data.liveEvent) {
      say({ report: "timeline", room: where?.roomId, event: shape(event) });
    }
  });
}

function tellSticky({ roomId }, added, removed) {
  if (added.length + removed.length > 0) {
    say({ report: "sticky", room: roomId, added: added.map(shape), removed: removed.map(shape) });
  }
}

function slidingSync({ baseUrl, limit, pollMs }) {
  const window = { ranges: [[0, 19]], timeline_limit: limit, required_state: [["*", "*"]] };
  return new SlidingSync(baseUrl, new Map([["all", window]]), {}, client, pollMs);
}

const commands = {
  async start({ baseUrl, userId, accessToken, sliding, crypto, limit, pollMs }) {
    const who = { baseUrl, userId, accessToken, fetchFn: wire.fetch };
    const deviceId = crypto ? (await sdk.createClient(who).whoami()).device_id : undefined;
    client = sdk.createClient({ ...who, deviceId });
    if (crypto) {
      await client.initRustCrypto({ useIndexedDB: false });
    }
    watch();
    await client.startClient({
      initialSyncLimit: limit,
      pollTimeout: pollMs,
      disablePresence: true,
      slidingSync: sliding ? slidingSync({ baseUrl, limit, pollMs }) : undefined,
    });
  },

  async sendSticky({ roomId, type, content, durationMs }) {
    const sent = await client._unstable_sendStickyEvent(roomId, durationMs, null, type, content);
    return sent.event_id;
  },

  async sendTexts({ roomId, count }) {
    const eventIds = [];
    for (let message = 0; message < count; message++) {
      const sent = await client.sendTextMessage(roomId, `message ${message}`);
      eventIds.push(sent.event_id);
    }
    return eventIds;
  },

  redact: async ({ roomId, eventId }) => (await client.redactEvent(roomId, eventId)).event_id,
  ignore: ({ userIds }) => client.setIgnoredUsers(userIds),
  join: async ({ roomId }) => (await client.joinRoom(roomId)).roomId,
  leave: ({ roomId }) => client.leave(roomId),

  /** The sticky events of a room that the SDK holds now. */
  sticky: ({ roomId }) => [...room(roomId)._unstable_getStickyEvents()].map(shape),

  disconnect: () => wire.disconnect(),
  connect() {
    wire.connect();
    client.retryImmediately();
  },
  stop: () => client.stopClient(),
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  // Commands may overlap: one that waits must not hold up the others.
  Promise.resolve()
    .then(() => commands[command.do](command))
    .then(
      (result) => say({ id: command.id, result: result ?? null }),
      (error) => say({ id: command.id, error: String(error?.stack ?? error) }),
    );
}
process.exit(0);
