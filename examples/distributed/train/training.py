"""What the programs share, whatever their framework: the data, the checkpoints, the model's file and SIGTERM.

The model is softmax regression, one matrix of weights. Each file of the data set has records of 64 pixels and a label, a byte each.
"""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

PIXELS, CLASSES = 64, 10
FEATURES = PIXELS + 1
"""The last one is always 1, so that its weights are the bias."""
LEARNING_RATE = 0.5
EPOCHS = int(os.environ.get("EPOCHS", "200"))
PAUSE_SECONDS = float(os.environ.get("PAUSE_SECONDS", "0"))
"""After each epoch: lets one interrupt a training that would be over at once."""
EXIT_TERMINATED = 128 + signal.SIGTERM
"""The work is not done, and a retry is welcome: the Job and the training operator count 128 and more as such."""


class Run:
    """One process's part of a training: its share of the files, and what process 0 alone writes.

    To be made once all processes have met: then nobody writes checkpoints any more, and all go on from the same one.
    """

    def __init__(self, rank: int, size: int) -> None:
        self._terminated = False
        signal.signal(signal.SIGTERM, self._terminate)
        self.writes = rank == 0
        self.images, self.labels = read(files("TRAIN_DATASET_PATH")[rank::size])
        self._written = time.monotonic()
        checkpoint = newest_checkpoint()
        self.done = 0 if checkpoint is None else epoch_of(checkpoint)
        self.checkpoint = checkpoint
        self._tell(event="started", rank=rank, size=size, records=len(self.labels), done=self.done)

    def initial_weights(self) -> np.ndarray:
        return np.zeros((FEATURES, CLASSES), np.float32) if self.checkpoint is None else np.load(self.checkpoint)

    def epochs(self) -> Iterator[int]:
        """Those that are still to be trained."""
        yield from range(self.done + 1, EPOCHS + 1)

    def after(self, epoch: int, save: Callable[[Path], object]) -> None:
        """Writes a checkpoint when it is time, or ends the process at SIGTERM, with a last one."""
        time.sleep(PAUSE_SECONDS)
        late = time.monotonic() - self._written > float(os.environ.get("CHECKPOINT_EVERY_SECONDS", "inf"))
        if self.writes and "CHECKPOINT_PATH" in os.environ and (late or self._terminated):
            write_checkpoint(epoch, save)
            self._written = time.monotonic()
            self._tell(event="checkpoint", epoch=epoch)
        if self._terminated:
            sys.exit(EXIT_TERMINATED)

    def finish(self, predict: Callable[[np.ndarray], np.ndarray], save: Callable[[Path], object]) -> None:
        """Tests the model and writes it. `predict` gives a row of scores for each image."""
        if not self.writes:
            return
        images, labels = read(files("TEST_DATASET_PATH"))
        accuracy = float(np.mean(np.argmax(predict(images), axis=1) == labels))
        with written_whole(Path(os.environ["MODEL_FILE"])) as file:
            save(file)
        self._tell(event="finished", test_accuracy=accuracy)

    def _terminate(self, _signal: int, _frame: object) -> None:
        self._terminated = True

    def _tell(self, **what: object) -> None:
        print(json.dumps(what), flush=True)


def save_weights(weights: np.ndarray) -> Callable[[Path], None]:
    """For `after` and `finish`: numpy's own file."""

    def save(file: Path) -> None:
        with file.open("wb") as stream:
            np.save(stream, weights)

    return save


def files(variable: str) -> list[Path]:
    return sorted(Path(os.environ[variable]).glob("*.bin"))


def read(paths: list[Path]) -> tuple[np.ndarray, np.ndarray]:
    """Images with the constant feature, and their labels."""
    records = np.concatenate([np.fromfile(path, np.uint8) for path in paths]).reshape(-1, PIXELS + 1)
    images = np.ones((len(records), FEATURES), np.float32)
    images[:, :PIXELS] = records[:, :PIXELS] / np.float32(255)
    return images, records[:, PIXELS].astype(np.int64)


def newest_checkpoint() -> Path | None:
    """Names that begin with a point are of files that were not written to their end."""
    found = sorted(Path(os.environ.get("CHECKPOINT_PATH", "/nowhere")).glob("step-*"), key=epoch_of)
    return found[-1] if found else None


def epoch_of(checkpoint: Path) -> int:
    return int(checkpoint.stem.removeprefix("step-"))


def write_checkpoint(epoch: int, save: Callable[[Path], object]) -> None:
    folder = Path(os.environ["CHECKPOINT_PATH"])
    with written_whole(folder / f"step-{epoch}{Path(os.environ['MODEL_FILE']).suffix}") as file:
        save(file)
    for old in sorted(folder.glob("step-*"), key=epoch_of)[: -int(os.environ["CHECKPOINT_KEEP"])]:
        old.unlink()


@contextlib.contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """A name to write to, in the same folder and with the same ending, which is renamed when all is written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".tmp-{os.getpid()}-{file.name}")
    yield temporary
    os.replace(temporary, file)
