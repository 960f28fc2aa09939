"""Records what a real Synapse tells an application service during one minute of conversation.

Run it through record.sh. README.md beside this file describes the file that it writes.
"""

import argparse
import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import requests
from canonicaljson import encode_canonical_json
from signedjson.key import decode_signing_key_base64, get_verify_key
from signedjson.sign import sign_json

from conversation import Conversation
from synapse_server import AS_TOKEN, HERE, HS_TOKEN, SynapseServer
from transaction_log import TransactionLog

FORMAT = 1


def pdu_by_federation(server: SynapseServer, event_id: str) -> dict:
    """Reads an own event's PDU the standard way: as the server itself, signed by itself."""
    uri = "/_matrix/federation/v1/event/" + quote(event_id, safe="")
    request = {"method": "GET", "uri": uri, "origin": server.name, "destination": server.name}
    algorithm, key_version = server.key_id.split(":")
    seed = base64.b64encode(server.seed).decode().rstrip("=")
    signed = sign_json(
        request, server.name, decode_signing_key_base64(algorithm, key_version, seed)
    )
    signature = signed["signatures"][server.name][server.key_id]
    answer = requests.get(
        f"https://{server.name}{uri}",
        headers={
            "Authorization": f'X-Matrix origin="{server.name}",destination="{server.name}",'
            f'key="{server.key_id}",sig="{signature}"'
        },
        verify=str(server.tls_folder / "ca.pem"),
        timeout=30,
    )
    answer.raise_for_status()
    return without_local_fields(answer.json()["pdus"][0])


def pdu_by_admin_api(conversation: Conversation, event_id: str) -> dict:
    """Reads an own event's PDU from Synapse's admin API: never pruned, but see README.md."""
    path = "/_synapse/admin/v1/fetch_event/" + quote(event_id, safe="")
    return without_local_fields(conversation.admin.call("GET", path)["event"])


def without_local_fields(event: dict) -> dict:
    return {key: value for key, value in event.items() if key not in ("unsigned", "event_id")}


def is_intact(pdu: dict) -> bool:
    """Whether the content hash is that of the PDU: neither pruned nor embellished."""
    hashed = {key: value for key, value in pdu.items() if key not in ("signatures", "hashes")}
    digest = hashlib.sha256(encode_canonical_json(hashed)).digest()
    return pdu["hashes"]["sha256"] == base64.b64encode(digest).decode().rstrip("=")


def members_as(server: SynapseServer, user_id: str, room_id: str) -> list:
    """Reads a room's members as an application service that acts as a local member."""
    answer = requests.get(
        f"{server.client_url}/_matrix/client/v3/rooms/{quote(room_id)}/members",
        params={"user_id": user_id},
        headers={"Authorization": "Bearer " + AS_TOKEN},
        timeout=30,
    )
    answer.raise_for_status()
    return answer.json()["chunk"]


def joined(members: list) -> list[str]:
    return sorted(m["state_key"] for m in members if m["content"]["membership"] == "join")


def record(folder: Path, remotes: int, seconds: float, seed: int) -> list[dict]:
    hosts = [f"127.1.0.{number}" for number in range(1, remotes + 2)]
    tls = folder / "tls"
    subprocess.run([HERE / "test-ca.sh", tls, *hosts], check=True)
    log = TransactionLog(hosts[0], 8009, HS_TOKEN)
    servers = [SynapseServer(folder / f"hs{n}", tls, host) for n, host in enumerate(hosts, 1)]
    hs1 = servers[0]
    hs1.application_service_url = log.url
    try:
        for server in servers:
            server.start()
            server.wait_until_up()
        conversation = Conversation(hs1, servers[1:], seed)
        conversation.open_rooms()
        log.wait_until_quiet(3, 120)

        rooms_at_start = {
            room.title: members_as(hs1, room.creator.user_id, room.room_id)
            for room in conversation.rooms.values()
        }
        start_ms = time.time_ns() // 1_000_000
        print(f"recording {seconds:.0f} s", file=sys.stderr)
        conversation.plan(seconds)
        conversation.run()
        log.wait_until_quiet(5, 120)

        transactions = [entry for entry in log.transactions() if entry[0] >= start_ms]
        lines = [header(hs1, servers[1:], start_ms, seed)]
        for room in conversation.rooms.values():
            lines.append(
                {
                    "kind": "room",
                    "room_id": room.room_id,
                    "room_version": room.version,
                    "title": room.title,
                    "creator": room.creator.user_id,
                    "members_at_start": rooms_at_start.get(room.title, []),
                    "joined_at_end": joined(room.creator.members(room.room_id)),
                }
            )
        lines += pdus(conversation, hs1, transactions)
        for at_ms, txn_id, body in transactions:
            lines.append(
                {"kind": "transaction", "at_ms": at_ms - start_ms, "txn_id": txn_id, "body": body}
            )
        report(conversation, transactions, lines, log)
        return lines
    finally:
        for server in servers:
            server.stop()
        log.close()


def header(hs1: SynapseServer, remotes: list[SynapseServer], start_ms: int, seed: int) -> dict:
    algorithm, key_version = hs1.key_id.split(":")
    unpadded = base64.b64encode(hs1.seed).decode().rstrip("=")
    public = get_verify_key(decode_signing_key_base64(algorithm, key_version, unpadded)).encode()
    return {
        "kind": "header",
        "format": FORMAT,
        "synapse": version("matrix-synapse"),
        "recorded_at_ms": start_ms,
        "recorded_on": time.strftime("%Y-%m-%d", time.gmtime(start_ms / 1000)),
        "seed": seed,
        "server_name": hs1.name,
        "remote_servers": [server.name for server in remotes],
        "signing_key": {
            "note": "throwaway key of the recording, used nowhere else",
            "key_id": hs1.key_id,
            "seed": unpadded,
            "public": base64.b64encode(public).decode().rstrip("="),
        },
    }


def pdus(conversation: Conversation, hs1: SynapseServer, transactions: list) -> list[dict]:
    """The PDUs of hs1's own events, in the order in which the transactions name them."""
    versions = {room.room_id: room.version for room in conversation.rooms.values()}
    lines, seen, pruned, embellished = [], set(), 0, 0
    for _, _, body in transactions:
        for event in body["events"]:
            event_id = event["event_id"]
            if event["sender"].split(":", 1)[1] != hs1.name or event_id in seen:
                continue
            seen.add(event_id)
            pdu = pdu_by_federation(hs1, event_id)
            pruned += not is_intact(pdu)
            by_admin_api = pdu_by_admin_api(conversation, event_id)
            embellished += not is_intact(by_admin_api)
            if not is_intact(pdu):
                pdu = by_admin_api
            if not is_intact(pdu):
                raise RuntimeError(f"no source has the signed form of {event_id}")
            lines.append(
                {
                    "kind": "pdu",
                    "event_id": event_id,
                    "room_version": versions[event["room_id"]],
                    "pdu": pdu,
                }
            )
    print(f"PDUs pruned in /event: {pruned}", file=sys.stderr)
    print(f"PDUs embellished by the admin API: {embellished}", file=sys.stderr)
    return lines


def report(conversation, transactions, lines, log) -> None:
    events = [event for _, _, body in transactions for event in body["events"]]
    soft_failed = [e for e in events if "io.element.synapse.soft_failed" in e.get("unsigned", {})]
    facts = {
        "transactions": len(transactions),
        "events": len(events),
        "distinct events": len({event["event_id"] for event in events}),
        "own PDUs": sum(line["kind"] == "pdu" for line in lines),
        "sticky": sum("msc4354_sticky" in event for event in events),
        "soft-failed": len(soft_failed),
        "keys of bodies": sorted({key for _, _, body in transactions for key in body}),
        "keys of unsigned": sorted({key for e in events for key in e.get("unsigned", {})}),
        "headers": log.headers_of_last,
        "refused": dict(conversation.refused),
    }
    for name, value in facts.items():
        print(f"{name}: {value}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "conversation.jsonl")
    parser.add_argument("--remotes", type=int, default=5, help="remote Synapse servers")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=4354)
    parser.add_argument("--keep", action="store_true", help="keep the servers' folders and logs")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="burdock-recording-"))
    try:
        lines = record(folder, options.remotes, options.seconds, options.seed)
    finally:
        if options.keep:
            print(folder, file=sys.stderr)
        else:
            shutil.rmtree(folder)
    with options.out.open("w", encoding="utf-8") as out:
        for line in lines:
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
