"""The application without a server and without TensorFlow."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

import app
import model
from processes import wait_until


def doubling_classifier() -> model.Classifier:
    return model.Classifier((2,), lambda images: images * 2)


def ready_client(load: Callable[[], model.Classifier] = doubling_classifier) -> FlaskClient:
    client = app.create_app(load).test_client()
    wait_until(lambda: client.get("/ready").status_code == 200, 10, "the model is loaded")
    return client


def test_a_server_that_shuts_down_is_alive_and_not_ready_but_still_answers() -> None:
    client = ready_client()
    client.application.extensions["serving"].begin_shutdown()
    assert client.get("/healthz").status_code == 200
    assert client.get("/ready").status_code == 503
    assert client.post("/predict", json={"input": [1, 2]}).json == {"prediction": [2, 4]}


def test_it_is_alive_while_the_model_loads() -> None:
    loaded = threading.Event()

    def load() -> model.Classifier:
        loaded.wait(30)
        return doubling_classifier()

    client = app.create_app(load).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/ready").status_code == 503
    assert client.post("/predict", json={"input": [1, 2]}).status_code == 503
    loaded.set()
    wait_until(lambda: client.get("/ready").status_code == 200, 10, "the model is loaded")


def test_a_model_that_cannot_be_loaded_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "RETRY_SECONDS", 0.01)
    outcomes: list[Any] = [OSError("no such file"), ValueError("half a file"), doubling_classifier()]

    def load() -> model.Classifier:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    ready_client(load)
    assert outcomes == []


def test_a_fault_of_the_server_is_a_500_in_json() -> None:
    def fail(_images: np.ndarray) -> np.ndarray:
        raise RuntimeError("out of memory")

    answer = ready_client(lambda: model.Classifier((2,), fail)).post("/predict", json={"input": [1, 2]})
    assert answer.status_code == 500
    assert list(answer.json or {}) == ["error"]


def test_a_body_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "MAX_BODY_BYTES", 10)
    answer = ready_client().post("/predict", json={"input": [1, 2]})
    assert answer.status_code == 413


def test_a_missing_model_file_variable_is_an_error_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MODEL_FILE", raising=False)
    with pytest.raises(RuntimeError, match="MODEL_FILE is not set"):
        app.create_app()
