// The SDK's way to the network: reports what each sync response held and can be cut off.

const STICKY = "msc4354_sticky";
const EXTENSION = "org.matrix.msc4354.sticky_events";

const ids = (events) => (events ?? []).map((event) => event.event_id);

/** What a /sync or sliding sync response gave per room, as lists of event ids. */
function contents(body) {
  const rooms = {};
  const room = (id) => (rooms[id] ??= { timeline: [], sticky: [], limited: false });
  for (const [id, joined] of Object.entries(body.rooms?.join ?? {})) {
    Object.assign(room(id), {
      timeline: ids(joined.timeline?.events),
      sticky: ids(joined[STICKY]?.events),
      limited: joined.timeline?.limited ?? false,
    });
  }
  if (body.pos !== undefined) {
    for (const [id, data] of Object.entries(body.rooms ?? {})) {
      Object.assign(room(id), { timeline: ids(data.timeline), limited: data.limited ?? false });
    }
    for (const [id, data] of Object.entries(body.extensions?.[EXTENSION]?.rooms ?? {})) {
      room(id).sticky = ids(data.events);
    }
  }
  return rooms;
}

/** A `fetch` that tells `report` of each finished sync and upload of keys, and fails while the line is down. */
export class Wire {
  #report;
  #down = false;
  #cut = new AbortController();

  constructor(report) {
    this.#report = report;
  }

  /** Breaks what is under way and fails every request from now on. */
  disconnect() {
    this.#down = true;
    this.#cut.abort(new TypeError("disconnected by the test"));
  }

  connect() {
    this.#down = false;
    this.#cut = new AbortController();
  }

  fetch = async (resource, options = {}) => {
    if (this.#down) {
      throw new TypeError("disconnected by the test");
    }
    const url = new URL(resource);
    const cut = this.#cut.signal;
    const signal = options.signal ? AbortSignal.any([options.signal, cut]) : cut;
    const response = await fetch(resource, { ...options, signal });
    if (url.pathname.endsWith("/keys/upload")) {
      this.#report({ report: "keys", status: response.status });
    }
    if (url.pathname.endsWith("/sync")) {
      await this.#tell(url, response.clone());
    }
    return response;
  };

  async #tell(url, response) {
    const report = {
      report: "response",
      status: response.status,
      since: url.searchParams.get("since") ?? url.searchParams.get("pos"),
    };
    if (response.ok) {
      const body = await response.json();
      report.next = body.next_batch ?? body.pos;
      report.rooms = contents(body);
    }
    this.#report(report);
  }
}
