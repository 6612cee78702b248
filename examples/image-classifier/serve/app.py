"""Serves predictions of the image classifier over HTTP."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException

from metrics import add_metrics
from model import BackgroundModel, Classifier, InvalidInput, load_classifier

MAX_BODY_BYTES = 32 * 1024 * 1024
"""Some 500 images as JSON; a larger body could take the memory of the container."""

Answer = tuple[Any, int]


def create_app(load: Callable[[], Classifier] | None = None) -> Flask:
    """The application. It starts to load the model at once, and answers /healthz meanwhile.

    `load` is for tests; by default the model comes from the file that MODEL_FILE names.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    model = BackgroundModel(load or loader_from_environment())
    app.extensions["serving"] = serving = Serving(model)
    add_metrics(app, model)
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/ready", view_func=serving.ready)
    app.add_url_rule("/predict", view_func=serving.predict, methods=["POST"])
    app.register_error_handler(HTTPException, error_answer)
    model.start()
    return app


def loader_from_environment() -> Callable[[], Classifier]:
    """Loads the artifact of MODEL_FILE, which may appear later; a missing variable is an error now."""
    file = os.environ.get("MODEL_FILE")
    if not file:
        raise RuntimeError("MODEL_FILE is not set")
    return lambda: load_classifier(Path(file))


class Serving:
    """The routes that need the model."""

    def __init__(self, model: BackgroundModel) -> None:
        self._model = model
        self._shutting_down = False

    def begin_shutdown(self) -> None:
        """Takes this server out of the load balancing; requests are answered as before."""
        self._shutting_down = True
        self._model.close()

    def ready(self) -> Answer:
        if self._shutting_down:
            return jsonify(ready=False, reason="shutting down"), 503
        if self._model.classifier is None:
            return jsonify(ready=False, reason="loading the model"), 503
        return jsonify(ready=True), 200

    def predict(self) -> Answer:
        classifier = self._model.classifier
        if classifier is None:
            return jsonify(error="the model is not loaded yet"), 503
        body = request.get_json(force=True)
        if not isinstance(body, dict) or "input" not in body:
            return jsonify(error="the body must be a JSON object with the field 'input'"), 400
        try:
            return jsonify(prediction=classifier.predict(body["input"])), 200
        except InvalidInput as error:
            return jsonify(error=str(error)), 400


def healthz() -> Answer:
    """The process lives. It asks for nothing else: a busy or loading server must not be killed."""
    return jsonify(status="ok"), 200


def error_answer(error: HTTPException) -> Answer:
    """Flask answers in HTML, and the callers of this server read JSON."""
    return jsonify(error=error.description), error.code or 500
