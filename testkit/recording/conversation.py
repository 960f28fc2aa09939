"""The conversation that is recorded: who sends what, where and when, chosen from a seed."""

import base64
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Callable

from synapse_server import MatrixError, SynapseServer, User

MINUTE, HOUR = 60_000, 3_600_000
RTC_MEMBER = "org.matrix.msc4143.rtc.member"
BEACON = "org.matrix.msc3672.beacon"
STICKY_KEY = "msc4354_sticky_key"


@dataclass
class Room:
    room_id: str
    version: str
    title: str
    creator: User
    sticky_sent: list = field(default_factory=list)


@dataclass(order=True)
class Step:
    at: float
    order: int
    actor: User = field(compare=False)
    run: Callable[[], object] = field(compare=False)


class Conversation:
    """Rooms and users over one local and some remote servers, and one minute of steps."""

    def __init__(self, local: SynapseServer, remotes: list[SynapseServer], seed: int):
        self.local = local
        self.remotes = remotes
        self.random = random.Random(seed)
        self.admin = local.register("admin", admin=True)
        names = ("ada", "ben", "cleo", "dan", "eva", "finn")
        self.users = {name: local.register(name) for name in names}
        for number, server in enumerate(remotes, 2):
            for name in ("uma", "vic"):
                self.users[f"{name}{number}"] = server.register(f"{name}{number}")
        self.rooms: dict[str, Room] = {}
        self.refused: Counter = Counter()
        self.steps: list[Step] = []

    # -- before the recording -------------------------------------------------------------------

    def open_rooms(self) -> None:
        """Rooms that exist before the recording starts, so that it begins mid-life."""
        self._open("lobby", "10", "ada", "ben cleo dan uma2 uma3 uma4 uma5 uma6")
        self._open("call", "12", "ada", "ben dan uma2 uma3 uma4")
        self._open("vault", "11", "eva", "ada vic2 vic5", encrypted=True)
        self._open("trip", "12", "ben", "cleo finn uma3 vic6")
        self._open("kitchen", "12", "finn", "dan eva")

    def _open(self, title, version, creator, members, encrypted=False) -> Room:
        state = []
        if encrypted:
            algorithm = {"algorithm": "m.megolm.v1.aes-sha2"}
            visibility = {"history_visibility": "joined"}
            state.append({"type": "m.room.encryption", "state_key": "", "content": algorithm})
            state.append(
                {"type": "m.room.history_visibility", "state_key": "", "content": visibility}
            )
        owner = self.users[creator]
        room_id = owner.create_room(
            preset="public_chat", name=title, room_version=version, initial_state=state
        )
        room = self.rooms[title] = Room(room_id, version, title, owner)
        for member in members.split():
            self.users[member].join(room_id, self.local.name)
        return room

    # -- the recording itself -------------------------------------------------------------------

    def plan(self, seconds: float) -> None:
        self._plan_chat(seconds)
        self._plan_call(seconds)
        self._plan_secrets(seconds)
        self._plan_locations(seconds)
        self._plan_lobby_extras(seconds)
        self._plan_memberships(seconds)
        self._plan_late_room(seconds)

    def run(self) -> None:
        """Runs all steps; each user's in order on a thread of its own. Returns when all ended."""
        start = time.monotonic()
        by_actor: dict[User, list[Step]] = {}
        for step in sorted(self.steps):
            by_actor.setdefault(step.actor, []).append(step)
        threads = [
            threading.Thread(target=self._act, args=(steps, start)) for steps in by_actor.values()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _act(self, steps, start) -> None:
        for step in steps:
            time.sleep(max(0.0, start + step.at - time.monotonic()))
            try:
                step.run()
            except MatrixError as error:
                # Refusals are part of the conversation: who was kicked may try to speak.
                self.refused[str(error).rsplit('"error":', 1)[-1]] += 1

    def _at(self, at: float, who: str, run: Callable[[], object]) -> None:
        self.steps.append(Step(at, len(self.steps), self.users[who], run))

    def _every(self, gap: float, start: float, end: float):
        at = start + self.random.uniform(0, gap)
        while at < end:
            yield at
            at += gap * self.random.uniform(0.7, 1.3)

    def _say(self, at, who, title) -> None:
        body = f"{title} {len(self.steps)}: " + self.random.choice(
            ["hello", "did you see this?", "yes", "meet at noon", "ok 👍", "das ist schön"]
        )
        self._at(
            at,
            who,
            lambda: self.users[who].send(
                self.rooms[title].room_id, "m.room.message", {"msgtype": "m.text", "body": body}
            ),
        )

    def _stick(self, at, who, title, event_type, content, sticky_ms, delay_ms=None) -> None:
        def run():
            room = self.rooms[title]
            event_id = self.users[who].send(
                room.room_id, event_type, content, sticky_ms, delay_ms
            )
            if delay_ms is None:
                room.sticky_sent.append((who, event_id))

        self._at(at, who, run)

    def _plan_chat(self, seconds) -> None:
        members = {
            "lobby": "ada ben cleo dan uma2 uma3 uma5 uma6",
            "call": "ada ben uma2",
            "trip": "cleo finn uma3",
            "kitchen": "finn dan eva",
        }
        for title, names in members.items():
            for who in names.split():
                gap = 7.0 if who.isalpha() else 11.0
                for at in self._every(gap, 0, seconds):
                    self._say(at, who, title)

    def _rtc(self, who) -> dict:
        device = "DEVICE" + who.upper()
        return {
            "application": {"type": "m.call", "m.call.id": "", "m.call.intent": "video"},
            "slot_id": "m.call#ROOM",
            "member": {
                "id": f"{who}-{device}",
                "claimed_user_id": self.users[who].user_id,
                "claimed_device_id": device,
            },
            "rtc_transports": [
                {"type": "livekit_multi_sfu", "livekit_service_url": "https://sfu.example.org"}
            ],
            "versions": [],
            STICKY_KEY: f"{who}-{device}",
        }

    def _plan_call(self, seconds) -> None:
        """A call: all join at once, refresh now and then, leave one by one with the key alone."""
        for place, who in enumerate(("ada", "ben", "dan", "uma2", "uma3", "uma4")):
            content = self._rtc(who)
            self._stick(5.0, who, "call", RTC_MEMBER, content, HOUR)
            for at in self._every(7, 10, seconds - 14):
                self._stick(at, who, "call", RTC_MEMBER, content, HOUR)
            left = {STICKY_KEY: content[STICKY_KEY]}
            if who == "dan":
                self._stick(seconds - 12, who, "call", RTC_MEMBER, left, HOUR, delay_ms=4000)
            elif who != "ada":
                self._stick(seconds - 10 + place, who, "call", RTC_MEMBER, left, HOUR)

    def _plan_secrets(self, seconds) -> None:
        """Sticky events whose content, and so whose key, the server can't read."""
        for who in ("eva", "ada", "vic2", "vic5"):
            for at in self._every(5, 1, seconds):
                content = {
                    "algorithm": "m.megolm.v1.aes-sha2",
                    "ciphertext": base64.b64encode(self.random.randbytes(180)).decode(),
                    "device_id": "DEVICE" + who.upper(),
                    "sender_key": base64.b64encode(self.random.randbytes(32)).decode().rstrip("="),
                    "session_id": base64.b64encode(self.random.randbytes(32)).decode().rstrip("="),
                }
                sticky_ms = self.random.choice([None, 5 * MINUTE, 10 * MINUTE, HOUR])
                self._stick(at, who, "vault", "m.room.encrypted", content, sticky_ms)

    def _plan_locations(self, seconds) -> None:
        for who in ("ben", "finn", "uma3", "vic6"):
            for at in self._every(2.5, 2, seconds):
                content = {
                    STICKY_KEY: "DEVICE" + who.upper(),
                    "org.matrix.msc3488.location": {
                        "uri": f"geo:{self.random.randint(35, 60)},{self.random.randint(0, 30)}"
                    },
                    "org.matrix.msc3488.ts": int(at * 1000),
                }
                sticky_ms = self.random.choice([3000, 5000, 8000, 10 * MINUTE])
                self._stick(at, who, "trip", BEACON, content, sticky_ms)

    def _plan_lobby_extras(self, seconds) -> None:
        """Short lives, zero, more than the cap, redactions, and redactions that are sticky."""
        durations = [1000, 2000, 3000, 4000, 5000, 0, MINUTE, HOUR, 2 * HOUR]
        for who in ("ada", "cleo", "uma2", "uma5"):
            for at in self._every(3.5, 1, seconds):
                sticky_ms = self.random.choice(durations)
                content = {"msgtype": "m.text", "body": f"for {sticky_ms} ms"}
                self._stick(at, who, "lobby", "m.room.message", content, sticky_ms)
        for title, who in (("lobby", "ada"), ("call", "ada"), ("trip", "finn"), ("lobby", "uma2")):
            for at in self._every(16, 8, seconds):
                self._at(at, who, lambda who=who, title=title: self._redact(who, title))
        self._at(24.0, "eva", lambda: self._redact_sticky("eva", "vault"))
        self._at(41.0, "eva", lambda: self._redact_sticky("eva", "vault"))

    def _redact(self, who, title) -> None:
        room = self.rooms[title]
        # The owner may redact what others sent, the others what they sent themselves.
        for sender, event_id in room.sticky_sent[-6:]:
            if sender == who or self.users[who] is room.creator:
                room.sticky_sent.remove((sender, event_id))
                self.users[who].redact(room.room_id, event_id)
                return

    def _redact_sticky(self, who, title) -> None:
        room = self.rooms[title]
        event_id = next(event_id for sender, event_id in room.sticky_sent if sender == who)
        content = {"redacts": event_id, "reason": "a redaction that is sticky itself"}
        self.users[who].send(room.room_id, "m.room.redaction", content, MINUTE)

    def _plan_memberships(self, seconds) -> None:
        lobby, call, trip = (self.rooms[title].room_id for title in ("lobby", "call", "trip"))
        users, via = self.users, self.local.name
        self._at(10.0, "ada", lambda: self._set_level("ada", "lobby", "ben", 50))
        self._at(14.0, "ben", lambda: users["ben"].membership("kick", lobby, users["uma3"].user_id))
        self._at(20.0, "dan", lambda: users["dan"].membership("leave", lobby))
        self._at(23.0, "uma3", lambda: users["uma3"].join(lobby, via))
        self._at(28.0, "eva", lambda: users["eva"].set_display_name("Eva the second"))
        self._at(30.0, "dan", lambda: users["dan"].join(lobby))
        self._at(31.0, "vic6", lambda: users["vic6"].membership("leave", trip))
        self._at(33.0, "uma2", lambda: users["uma2"].set_display_name("Uma (away)"))
        self._at(36.0, "uma5", lambda: users["uma5"].join(call, via))
        self._at(37.0, "eva", lambda: users["eva"].join(call))
        self._at(40.0, "ada", lambda: users["ada"].membership("ban", lobby, users["uma4"].user_id))
        # Still under way when the ban is made: some of these arrive soft-failed.
        for place in range(10):
            content = {"msgtype": "m.text", "body": f"quick, {place}"}
            self._stick(39.9 + place * 0.02, "uma4", "lobby", "m.room.message", content, HOUR)
        self._at(44.0, "vic6", lambda: users["vic6"].join(trip, via))
        self._at(
            46.0, "ada", lambda: users["ada"].membership("unban", lobby, users["uma4"].user_id)
        )
        self._at(48.0, "uma4", lambda: users["uma4"].join(lobby, via))
        self._at(50.0, "ben", lambda: self._set_default_level("ben", "trip", 50))
        self._at(54.0, "ben", lambda: self._set_default_level("ben", "trip", 0))

    def _set_level(self, who, title, whose, level) -> None:
        room = self.rooms[title].room_id
        levels = self.users[who].get_state(room, "m.room.power_levels")
        levels["users"][self.users[whose].user_id] = level
        self.users[who].set_state(room, "m.room.power_levels", levels)

    def _set_default_level(self, who, title, level) -> None:
        room = self.rooms[title].room_id
        levels = self.users[who].get_state(room, "m.room.power_levels")
        levels["events_default"] = level
        self.users[who].set_state(room, "m.room.power_levels", levels)

    def _plan_late_room(self, seconds) -> None:
        """A room that is created while the recording runs."""
        self._at(22.0, "cleo", lambda: self._open("late", "11", "cleo", "dan vic3 vic4"))
        for who in ("cleo", "vic4"):
            for at in self._every(5, 28, seconds):
                content = {"msgtype": "m.text", "body": "late but here"}
                self._stick(at, who, "late", "m.room.message", content, 5 * MINUTE)
