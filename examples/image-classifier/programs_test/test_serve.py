"""The model server as gunicorn runs it, with a trained model, over HTTP."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from conftest import Trained
from http_client import Answer, begin_post, read, request, status
from processes import SERVE, Process, free_ports, started, wait_until
from sample_images import COLOURS

CLASSES = sorted(COLOURS)
PATHS = ("/healthz", "/ready", "/predict")


def image(colour: tuple[int, int, int]) -> list[list[list[int]]]:
    return [[list(colour)] * 64] * 64


RED = image(COLOURS["red"])


@dataclass
class Server:
    process: Process
    port: int
    without_model: dict[str, Answer | None] = field(default_factory=dict)
    """What it answered before there was a model."""

    def predict(self, body: str) -> Answer:
        answer = request(self.port, "POST", "/predict", body)
        assert answer is not None, self.process.stderr[-4000:]
        return answer

    def metrics(self) -> list[str]:
        answer = request(self.port, "GET", "/metrics")
        return answer.body.splitlines() if answer else []


@pytest.fixture(scope="module")
def server(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that is started before its model exists, as when training and serving are deployed together."""
    directory = tmp_path_factory.mktemp("server")
    model_file = directory / "model.keras"
    port = free_ports(1)[0]
    environment = {"PORT": str(port), "MODEL_FILE": str(model_file), "DRAIN_SECONDS": "5"}
    with started(["-m", "gunicorn"], SERVE, environment, directory / "logs") as process:
        server = Server(process, port)
        wait_until(lambda: status(port, "/healthz") == 200, 60, "the server answers", process)
        for path in PATHS:
            method, body = ("POST", json.dumps({"input": RED})) if path == "/predict" else ("GET", None)
            server.without_model[path] = request(port, method, path, body)
        shutil.copy(trained.model_file, directory / "copy.keras")
        (directory / "copy.keras").rename(model_file)
        wait_until(lambda: status(port, "/ready") == 200, 60, "the model is loaded", process)
        yield server


def test_it_is_alive_but_not_ready_until_the_model_is_there(server: Server) -> None:
    answers = server.without_model
    assert {path: answer and answer.status for path, answer in answers.items()} == {
        "/healthz": 200,
        "/ready": 503,
        "/predict": 503,
    }
    assert status(server.port, "/healthz") == 200


def test_one_image_gives_one_list_of_probabilities(server: Server) -> None:
    answer = server.predict(json.dumps({"input": RED}))
    assert answer.status == 200
    probabilities = answer.json["prediction"]
    assert len(probabilities) == 3
    assert sum(probabilities) == pytest.approx(1, abs=1e-4)
    assert CLASSES[probabilities.index(max(probabilities))] == "red"


def test_a_batch_gives_one_list_for_each_image(server: Server) -> None:
    answer = server.predict(json.dumps({"input": [image(COLOURS[name]) for name in CLASSES]}))
    assert answer.status == 200
    winners = [row.index(max(row)) for row in answer.json["prediction"]]
    assert [CLASSES[winner] for winner in winners] == CLASSES


BAD_INPUT = {
    "not JSON": "{",
    "not an object": "[1]",
    "no input": "{}",
    "a number": '{"input": 5}',
    "text": '{"input": ["a"]}',
    "text in an image": json.dumps({"input": [[["a", "b", "c"]] * 64] * 64}),
    "nothing": '{"input": null}',
    "an empty list": '{"input": []}',
    "another shape": json.dumps({"input": [[[1, 2, 3]] * 32] * 32}),
    "an image of one channel": json.dumps({"input": [[[1]] * 64] * 64}),
    "rows of different lengths": json.dumps({"input": [[[1, 2, 3]] * 64] * 63 + [[[1, 2, 3]]]}),
    "a number without value": json.dumps({"input": [[[1, 2, float("nan")]] * 64] * 64}),
    "a number too large": json.dumps({"input": [[[1, 2, 10**400]] * 64] * 64}),
    "a batch of batches": json.dumps({"input": [[RED]]}),
}


@pytest.mark.parametrize("body", BAD_INPUT.values(), ids=BAD_INPUT.keys())
def test_bad_input_is_told_in_json(server: Server, body: str) -> None:
    answer = server.predict(body)
    assert answer.status == 400
    assert list(answer.json) == ["error"]


def test_an_unknown_path_and_a_wrong_method_are_told_in_json(server: Server) -> None:
    for method, path, expected in (("GET", "/nowhere", 404), ("GET", "/predict", 405)):
        answer = request(server.port, method, path)
        assert answer is not None and answer.status == expected
        assert list(answer.json) == ["error"]


def test_metrics_count_and_time_the_requests(server: Server) -> None:
    server.predict(json.dumps({"input": RED}))
    server.predict("{")
    request(server.port, "GET", "/nowhere")
    lines = server.metrics()
    assert "model_loaded 1.0" in lines
    for series in (
        'http_requests_total{route="/predict",status="200"}',
        'http_requests_total{route="/predict",status="400"}',
        'http_requests_total{route="unknown",status="404"}',
        'http_request_duration_seconds_bucket{le="10.0",route="/predict"}',
    ):
        assert [line for line in lines if line.startswith(series) and not line.endswith(" 0.0")], series


def test_sigterm_makes_it_unready_and_loses_no_request_in_flight(server: Server) -> None:
    in_flight, rest = begin_post(server.port, "/predict", json.dumps({"input": RED}))
    being_answered = 'http_requests_in_progress{route="/predict"} 1.0'
    wait_until(lambda: being_answered in server.metrics(), 20, "the request is being answered", server.process)
    server.process.terminate()
    wait_until(lambda: status(server.port, "/ready") == 503, 5, "no longer ready")
    assert server.predict(json.dumps({"input": RED})).status == 200, "it goes on to answer for a while"
    assert server.process.running, "it waits for the request in flight"
    assert in_flight.sock is not None
    in_flight.sock.sendall(rest)
    answer = read(in_flight)
    assert answer.status == 200
    assert len(answer.json["prediction"]) == 3
    assert server.process.wait(25) == 0
