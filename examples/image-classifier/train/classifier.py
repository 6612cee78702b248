"""The image classifier: a small convolutional network over 64x64 RGB images."""

import json
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf
from keras import layers

from images import CHANNELS, IMAGE_SIZE, SEED
from program import ConfigurationError, Termination
from settings import Threads

LOSS = "categorical_crossentropy"
OPTIMIZER = "adam"


def configure(threads: Threads) -> None:
    """Keeps TensorFlow to the container's cores and fixes its random numbers. To be called before all else."""
    keras.utils.set_random_seed(SEED)
    if threads.compute is not None:
        tf.config.threading.set_intra_op_parallelism_threads(threads.compute)
        tf.config.threading.set_inter_op_parallelism_threads(threads.compute)


def new_model(class_count: int) -> keras.Sequential:
    """The network, with the rescaling of pixels inside: whoever serves it passes pixels from 0 to 255."""
    return keras.Sequential(
        [
            keras.Input((*IMAGE_SIZE, CHANNELS)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(class_count, activation="softmax"),
        ]
    )


def initial_model(base_model_file: Path | None, class_count: int) -> keras.Model:
    """A new model, or the saved one that is to be trained further."""
    if base_model_file is None:
        return new_model(class_count)
    try:
        model = keras.saving.load_model(base_model_file, compile=False)
    except (OSError, ValueError, TypeError) as error:
        raise ConfigurationError(f"BASE_MODEL_FILE {base_model_file} is not a saved model: {error}") from error
    expected = ((None, *IMAGE_SIZE, CHANNELS), (None, class_count))
    if (model.input_shape, model.output_shape) != expected:
        raise ConfigurationError(
            f"BASE_MODEL_FILE {base_model_file} maps {model.input_shape} to {model.output_shape}, "
            f"and the data needs {expected[0]} to {expected[1]}"
        )
    return model


def compile_model(model: keras.Model) -> None:
    model.compile(optimizer=OPTIMIZER, loss=LOSS, metrics=["accuracy"])


class EpochLog(keras.callbacks.Callback):
    """Writes one JSON line for each epoch of `fit`."""

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        values = {name.replace("val_", "test_"): value for name, value in (logs or {}).items()}
        log_epoch(epoch + 1, **values)


class StopOnTermination(keras.callbacks.Callback):
    """Ends `fit` and `evaluate` after the current batch once SIGTERM has come."""

    def __init__(self, termination: Termination) -> None:
        super().__init__()
        self._termination = termination

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._termination.check()

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self._termination.check()


def evaluate(model: keras.Model, test: tf.data.Dataset, termination: Termination) -> dict[str, float]:
    """Accuracy and loss over the test images, under the names of the log."""
    scores = model.evaluate(test, verbose=0, return_dict=True, callbacks=[StopOnTermination(termination)])
    return {f"test_{name}": value for name, value in scores.items()}


def log_epoch(epoch: int, **values: float) -> None:
    """One JSON line on standard output, in which logs are collected."""
    line = {"epoch": epoch, **{name: round(float(value), 6) for name, value in values.items()}}
    print(json.dumps(line), flush=True)
