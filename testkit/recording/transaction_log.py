"""The application service's endpoint: keeps every transaction body exactly as Synapse sent it."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

PREFIX = "/_matrix/app/v1/transactions/"


class TransactionLog:
    """Answers 200 to each transaction and remembers ``(arrived_ms, txn_id, body)`` in order."""

    def __init__(self, host: str, port: int, hs_token: str):
        self.url = f"http://{host}:{port}"
        self._lock = threading.Lock()
        self._transactions: list[tuple[int, str, dict]] = []
        self.headers_of_last: dict[str, str] = {}
        log = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                path = urlsplit(self.path).path
                if self.headers["Authorization"] != "Bearer " + hs_token:
                    self._answer(403, {"errcode": "M_FORBIDDEN", "error": "wrong hs_token"})
                elif not path.startswith(PREFIX):
                    self._answer(404, {"errcode": "M_UNRECOGNIZED", "error": "not known here"})
                else:
                    log._add(unquote(path[len(PREFIX) :]), body, dict(self.headers))
                    self._answer(200, {})

            def do_GET(self):
                self._answer(404, {"errcode": "M_NOT_FOUND", "error": "not known here"})

            def _answer(self, status, body):
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer((host, port), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _add(self, txn_id: str, body: bytes, headers: dict) -> None:
        arrived = time.time_ns() // 1_000_000
        with self._lock:
            self._transactions.append((arrived, txn_id, json.loads(body)))
            self.headers_of_last = headers

    def transactions(self) -> list[tuple[int, str, dict]]:
        with self._lock:
            return list(self._transactions)

    def wait_until_quiet(self, seconds: float, at_most: float) -> None:
        """Returns once nothing has arrived for ``seconds``; gives up after ``at_most``."""
        deadline = time.monotonic() + at_most
        seen, since = -1, time.monotonic()
        while time.monotonic() < deadline:
            now = len(self.transactions())
            if now != seen:
                seen, since = now, time.monotonic()
            elif time.monotonic() - since >= seconds:
                return
            time.sleep(0.1)
        raise RuntimeError(f"transactions still arriving after {at_most} s")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
