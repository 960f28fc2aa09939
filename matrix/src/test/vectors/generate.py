#!/usr/bin/env python3
"""Writes the vectors that the unit tests replay, as independent implementations make them.

    pip install canonicaljson signedjson matrix-synapse
    python generate.py ../resources/vectors

canonical.jsonl  canonicaljson: random documents, their canonical form, the signature of signedjson
events.jsonl     Synapse, called as a library: content hash, redacted form, event id and signature of random events in
                 every room version
The seed is fixed, so the same versions of these packages write the same files.
"""

import copy
import json
import random
import sys
from pathlib import Path

from canonicaljson import encode_canonical_json
from signedjson.key import decode_signing_key_base64
from signedjson.sign import sign_json
from synapse.api.room_versions import KNOWN_ROOM_VERSIONS
from synapse.crypto.event_signing import add_hashes_and_signatures
from synapse.events import make_event_from_dict
from synapse.events.utils import prune_event

SEED = 20260901
SERVER = "domain"
KEY = decode_signing_key_base64("ed25519", "1", "YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1")
ALPHABET = 'abcXYZ019_-.:$!@ "\\/\b\f\n\r\t\x00\x01\x1f\x7f\x80ßé日本\u2028\ud7ff\ue000\uffff\U0001f600\U0010ffff'
CONTENT_KEYS = """membership join_authorised_via_users_server third_party_invite creator room_version predecessor
    join_rule allow ban events events_default invite kick redact state_default users users_default notifications
    aliases history_visibility redacts reason body msgtype displayname additional_creators""".split()
TYPES = """m.room.member m.room.create m.room.join_rules m.room.power_levels m.room.aliases m.room.history_visibility
    m.room.redaction m.room.message m.room.third_party_invite org.example.custom""".split()
TOP_KEYS = ["origin", "membership", "prev_state", "redacts", "msc4354_sticky", "sticky", "age_ts", "org.example.extra"]


def text(rng, longest=12):
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randrange(longest)))


def value(rng, depth, floats):
    kind = rng.randrange(8 if depth < 4 else 6)
    if kind == 0:
        return rng.choice([None, True, False])
    if kind in (1, 2):
        bits = rng.randrange(1, 54)
        return rng.choice([0, 2**53 - 1, 1 - 2**53, rng.randrange(2**bits), -rng.randrange(2**bits)])
    if kind == 3 and floats:
        return rng.choice(
            [0.1, -0.0, 1e16, 1e-5, 123456789.0, 1.5e300, 5e-324, rng.random(), rng.uniform(-1e20, 1e20),
             rng.random() * 10.0 ** rng.randrange(-30, 30), 10**30 + rng.randrange(10**9), -(2**63), 2**64]
        )
    if kind == 6:
        return [value(rng, depth + 1, floats) for _ in range(rng.randrange(5))]
    if kind == 7:
        return document(rng, depth + 1, floats)
    return text(rng)


def document(rng, depth=0, floats=False):
    return {text(rng): value(rng, depth, floats) for _ in range(rng.randrange(7))}


def spelled(rng, doc):
    """The document as some other encoder might have written it."""
    return json.dumps(
        doc, ensure_ascii=rng.random() < 0.5, indent=rng.choice([None, None, 1]), separators=rng.choice([None, (",", ":")])
    )


def canonical_vectors(rng):
    for number in range(400):
        lenient = number % 4 == 3
        doc = document(rng, floats=lenient)
        signed = sign_json(copy.deepcopy(doc), SERVER, KEY)
        yield {
            "input": spelled(rng, doc),
            "lenient": lenient,
            "canonical": encode_canonical_json(doc).decode(),
            "signature": signed["signatures"][SERVER]["ed25519:1"],
        }


def content(rng, floats):
    keys = rng.sample(CONTENT_KEYS, rng.randrange(len(CONTENT_KEYS)))
    made = {key: value(rng, 3, floats) for key in keys}
    if "third_party_invite" in made and rng.random() < 0.8:
        made["third_party_invite"] = {"display_name": text(rng), "signed": {"token": text(rng)}}
        if rng.random() < 0.2:
            del made["third_party_invite"]["signed"]
    return made


def event(rng, version, kind, number):
    old = version in ("1", "2")
    hashed_room = version == "12"
    made = {
        "type": kind,
        "room_id": "!x:domain" if not hashed_room else "!RrGxF28UrHLmoASHndYb9Jb_1SFww2ptmtur9INS438",
        "sender": "@a:domain",
        "origin_server_ts": 1_000_000 + number,
        "content": content(rng, int(version) <= 5),
        "depth": rng.randrange(1000),
        "prev_events": [["$p:domain", {"sha256": "aGFzaA"}]] if old else ["$p"],
        "auth_events": [["$q:domain", {"sha256": "aGFzaA"}]] if old else ["$q"],
        "unsigned": {"age_ts": number},
    }
    if old:
        made["event_id"] = f"${number}:domain"
    if kind not in ("m.room.message", "m.room.redaction"):
        made["state_key"] = text(rng)
    if hashed_room and kind == "m.room.create":
        del made["room_id"]
        made.update(state_key="", prev_events=[], auth_events=[])
    for key in rng.sample(TOP_KEYS, rng.randrange(len(TOP_KEYS))):
        made[key] = {"duration_ms": rng.randrange(10**7)} if "sticky" in key else text(rng)
    # The reference leaves this key out of content hashes, for reasons older than the specification, which hashes it.
    made.pop("age_ts", None)
    return made


def event_vectors(rng):
    for version in [str(number) for number in range(1, 13)]:
        rules = KNOWN_ROOM_VERSIONS[version]
        for number, kind in enumerate(TYPES * 2):
            unsigned_event = event(rng, version, kind, number)
            signed = copy.deepcopy(unsigned_event)
            add_hashes_and_signatures(rules, signed, SERVER, KEY)
            built = make_event_from_dict(copy.deepcopy(signed), rules)
            redacted = prune_event(built).get_pdu_json()
            redacted.pop("unsigned", None)
            yield {
                "version": version,
                "input": spelled(rng, unsigned_event),
                "sha256": signed["hashes"]["sha256"],
                "signature": signed["signatures"][SERVER]["ed25519:1"],
                "event_id": built.event_id,
                "redacted": encode_canonical_json(redacted).decode(),
            }


def write(path, lines):
    with path.open("w", encoding="ascii") as out:
        for line in lines:
            out.write(json.dumps(line, sort_keys=True) + "\n")


def main():
    folder = Path(sys.argv[1])
    write(folder / "canonical.jsonl", canonical_vectors(random.Random(SEED)))
    write(folder / "events.jsonl", event_vectors(random.Random(SEED + 1)))


if __name__ == "__main__":
    main()
