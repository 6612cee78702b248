"""The model that is served: loaded in the background, then shared by all request threads."""

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

RETRY_SECONDS = 5

log = logging.getLogger(__name__)


class InvalidInput(Exception):
    """The caller's input does not fit the model; the text is for the caller."""


class Classifier:
    """A loaded model. Prediction is one traced function, which threads may call at the same time; Keras' own
    `predict` keeps state in the model."""

    def __init__(self, input_shape: tuple[int, ...], predict: Callable[[np.ndarray], Any]) -> None:
        self._input_shape = input_shape
        self._predict = predict

    def predict(self, value: object) -> list[Any]:
        """Class probabilities: one list for one image, a list of lists for a batch."""
        images = self._images(value)
        is_batch = images.ndim > len(self._input_shape)
        probabilities = np.asarray(self._predict(images if is_batch else images[np.newaxis])).tolist()
        return probabilities if is_batch else probabilities[0]

    def _images(self, value: object) -> np.ndarray:
        expected = f"numbers of the shape {list(self._input_shape)}, or a batch of such"
        if not isinstance(value, list):
            raise InvalidInput(f"'input' must be a nested list: {expected}")
        try:
            images = np.asarray(value)
        except ValueError as error:
            raise InvalidInput(f"'input' has rows of different lengths; it must be {expected}") from error
        if images.dtype.kind not in "iuf":
            raise InvalidInput(f"'input' holds something other than numbers; it must be {expected}")
        if images.shape[-len(self._input_shape) :] != self._input_shape or images.ndim > len(self._input_shape) + 1:
            raise InvalidInput(f"'input' has the shape {list(images.shape)}; it must be {expected}")
        if images.shape[0] == 0:
            raise InvalidInput("'input' is an empty batch")
        if not np.isfinite(images).all():
            raise InvalidInput("'input' holds a number that is not finite")
        return images.astype(np.float32)


def load_classifier(file: Path) -> Classifier:
    """Loads the artifact and predicts once, so that the first caller does not wait for the tracing."""
    # TensorFlow takes seconds to load. Here that happens in the loading thread, while /healthz already answers.
    import keras
    import tensorflow as tf

    # TensorFlow counts the cores of the node, not those that the container may use.
    threads = int(os.environ.get("OMP_NUM_THREADS") or 0)
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    model = keras.saving.load_model(file, compile=False)
    shape = tuple(model.input_shape[1:])
    predict = tf.function(
        lambda images: model(images, training=False), input_signature=[tf.TensorSpec((None, *shape), tf.float32)]
    )
    predict(np.zeros((1, *shape), np.float32))
    return Classifier(shape, predict)


class BackgroundModel:
    """Loads a classifier in a thread of its own and tries again until it is there: a server may start before the
    first training has written the model."""

    def __init__(self, load: Callable[[], Classifier]) -> None:
        self._load = load
        self._closing = threading.Event()
        self._classifier: Classifier | None = None

    @property
    def classifier(self) -> Classifier | None:
        """None until the model is loaded."""
        return self._classifier

    def start(self) -> None:
        threading.Thread(target=self._run, name="load-model", daemon=True).start()

    def close(self) -> None:
        """Ends the attempts to load."""
        self._closing.set()

    def _run(self) -> None:
        while self._classifier is None and not self._closing.is_set():
            try:
                self._classifier = self._load()
            except Exception as error:  # Whatever it is, the pod stays unready and says why.
                log.error("the model cannot be loaded, next try in %s s: %s", RETRY_SECONDS, error)
                self._closing.wait(RETRY_SECONDS)
