"""One real Synapse as a child process on loopback, from the templates beside this file."""

import base64
import hashlib
import hmac
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from urllib.parse import quote

import requests

HERE = Path(__file__).resolve().parent
REGISTRATION_SECRET = "a-secret-of-the-test-servers"
AS_TOKEN = "as-token-of-the-test-servers"
HS_TOKEN = "hs-token-of-the-test-servers"


@dataclass
class SynapseServer:
    """A server named ``host:federation_port``; TLS files come from ``tls_folder``."""

    folder: Path
    tls_folder: Path
    host: str
    federation_port: int = 8448
    client_port: int = 8008
    key_id: str = "ed25519:a_test"
    seed: bytes = field(default_factory=lambda: os.urandom(32))
    application_service_url: str | None = None
    send_federation: bool = True
    process: subprocess.Popen | None = None

    @property
    def name(self) -> str:
        return f"{self.host}:{self.federation_port}"

    @property
    def client_url(self) -> str:
        return f"http://{self.host}:{self.client_port}"

    @property
    def signing_key(self) -> str:
        """The key as Synapse's files hold it: algorithm, version, unpadded Base64 of the seed."""
        return f"{self.key_id.replace(':', ' ')} {base64.b64encode(self.seed).decode().rstrip('=')}"

    def start(self) -> None:
        self.folder.mkdir(parents=True)
        services = "[]"
        if self.application_service_url:
            registration = self.folder / "appservice.yaml"
            registration.write_text(
                _template("appservice.yaml.template").substitute(
                    url=self.application_service_url,
                    as_token=AS_TOKEN,
                    hs_token=HS_TOKEN,
                    # Twice: once for the expression, once for the quoted YAML string around it.
                    server_name_regex=re.escape(self.name).replace("\\", "\\\\"),
                )
            )
            services = f'["{registration}"]'
        config = self.folder / "homeserver.yaml"
        config.write_text(
            _template("homeserver.yaml.template").substitute(
                server_name=self.name,
                host=self.host,
                client_port=self.client_port,
                federation_port=self.federation_port,
                signing_key=self.signing_key,
                folder=self.folder,
                tls_folder=self.tls_folder,
                send_federation=str(self.send_federation).lower(),
                app_services=services,
                registration_secret=REGISTRATION_SECRET,
            )
        )
        log = open(self.folder / "synapse.log", "wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "synapse.app.homeserver", "-c", str(config)],
            cwd=self.folder,
            stdout=log,
            stderr=subprocess.STDOUT,
        )

    def wait_until_up(self, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if requests.get(self.client_url + "/health", timeout=2).ok:
                    return
            except requests.RequestException:
                time.sleep(0.2)
        tail = (self.folder / "synapse.log").read_text(errors="replace")[-3000:]
        raise RuntimeError(f"{self.name} did not start:\n{tail}")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def register(self, localpart: str, admin: bool = False) -> "User":
        url = self.client_url + "/_synapse/admin/v1/register"
        nonce = requests.get(url, timeout=30).json()["nonce"]
        password = "password-of-" + localpart
        role = "admin" if admin else "notadmin"
        mac = hmac.new(
            REGISTRATION_SECRET.encode(),
            "\0".join([nonce, localpart, password, role]).encode(),
            hashlib.sha1,
        )
        answer = requests.post(
            url,
            json={
                "nonce": nonce,
                "username": localpart,
                "password": password,
                "admin": admin,
                "mac": mac.hexdigest(),
            },
            timeout=30,
        )
        answer.raise_for_status()
        return User(self, answer.json()["user_id"], answer.json()["access_token"])


class MatrixError(Exception):
    """A response outside 200 of the client API: method and path, status, body."""


class User:
    """A logged-in user: the calls of the client API that the conversation needs."""

    def __init__(self, server: SynapseServer, user_id: str, token: str):
        self.server = server
        self.user_id = user_id
        self._session = requests.Session()
        self._session.headers["Authorization"] = "Bearer " + token
        self._transactions = 0

    def call(self, method: str, path: str, body=None, **params):
        answer = self._session.request(
            method, self.server.client_url + path, json=body, params=params, timeout=60
        )
        if answer.status_code != 200:
            raise MatrixError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json()

    def create_room(self, **options) -> str:
        return self.call("POST", "/_matrix/client/v3/createRoom", options)["room_id"]

    def join(self, room: str, *via: str) -> None:
        self.call("POST", f"/_matrix/client/v3/join/{quote(room)}", {}, server_name=list(via))

    def membership(self, verb: str, room: str, user_id: str | None = None) -> None:
        body = {"user_id": user_id} if user_id else {}
        self.call("POST", f"/_matrix/client/v3/rooms/{quote(room)}/{verb}", body)

    def send(self, room: str, event_type: str, content: dict, sticky_ms=None, delay_ms=None) -> str:
        params = {}
        if sticky_ms is not None:
            params["org.matrix.msc4354.sticky_duration_ms"] = sticky_ms
        if delay_ms is not None:
            params["org.matrix.msc4140.delay"] = delay_ms
        path = f"/_matrix/client/v3/rooms/{quote(room)}/send/{event_type}/{self._next_txn()}"
        answer = self.call("PUT", path, content, **params)
        return answer.get("event_id") or answer["delay_id"]

    def set_state(self, room: str, event_type: str, content: dict) -> str:
        path = f"/_matrix/client/v3/rooms/{quote(room)}/state/{event_type}/"
        return self.call("PUT", path, content)["event_id"]

    def get_state(self, room: str, event_type: str) -> dict:
        return self.call("GET", f"/_matrix/client/v3/rooms/{quote(room)}/state/{event_type}/")

    def redact(self, room: str, event_id: str) -> str:
        path = f"/_matrix/client/v3/rooms/{quote(room)}/redact/{quote(event_id)}/{self._next_txn()}"
        return self.call("PUT", path, {"reason": "redacted in the recording"})["event_id"]

    def set_display_name(self, name: str) -> None:
        path = f"/_matrix/client/v3/profile/{quote(self.user_id)}/displayname"
        self.call("PUT", path, {"displayname": name})

    def members(self, room: str) -> list:
        return self.call("GET", f"/_matrix/client/v3/rooms/{quote(room)}/members")["chunk"]

    def _next_txn(self) -> str:
        self._transactions += 1
        return f"t{self._transactions}"


def _template(name: str) -> Template:
    return Template((HERE / name).read_text())
