"""HTTP requests to a server on this machine."""

import http.client
import json
from dataclasses import dataclass
from typing import Any

TIMEOUT_SECONDS = 20
PROBE_TIMEOUT_SECONDS = 2


@dataclass(frozen=True)
class Answer:
    status: int
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def request(
    port: int, method: str, path: str, body: str | None = None, timeout: float = TIMEOUT_SECONDS
) -> Answer | None:
    """The answer, or None if nobody gives one in time."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        return read(connection)
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def read(connection: http.client.HTTPConnection) -> Answer:
    response = connection.getresponse()
    return Answer(response.status, response.read().decode())


def status(port: int, path: str) -> int | None:
    """What a probe of this path sees."""
    answer = request(port, "GET", path, timeout=PROBE_TIMEOUT_SECONDS)
    return answer.status if answer else None


def begin_post(port: int, path: str, body: str) -> tuple[http.client.HTTPConnection, bytes]:
    """Sends a request but for the last byte of its body, so that the server waits within it. The rest is to be sent."""
    data = body.encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    connection.putrequest("POST", path)
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(data)))
    connection.endheaders(data[:-1])
    return connection, data[-1:]
