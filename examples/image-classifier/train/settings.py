"""The environment contract of the training programs.

Everything is checked before TensorFlow is imported: a wrong manifest fails within a second, with every finding in
one line.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from program import ConfigurationError

DEFAULT_EPOCHS = 5
DEFAULT_BATCH_SIZE = 32
IMAGE_SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
"""What `image_dataset_from_directory` reads; other files are passed over there and here."""


@dataclass(frozen=True)
class Shard:
    """Every `count`-th file, starting with file number `index`."""

    count: int
    index: int


@dataclass(frozen=True)
class Threads:
    """Threads of this process. None leaves the choice to TensorFlow, which counts the cores of the node and not
    those that the container may use."""

    compute: int | None
    loaders: int | None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Threads":
        reader = _Reader(environment)
        threads = _threads(reader)
        reader.raise_problems()
        return threads


@dataclass(frozen=True)
class Settings:
    """What one training run reads, writes and repeats."""

    train_dataset: Path
    test_dataset: Path
    class_names: tuple[str, ...]
    model_file: Path
    base_model_file: Path | None
    shard: Shard | None
    epochs: int
    batch_size: int
    threads: Threads

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Reads and checks all variables; raises one `ConfigurationError` with all findings."""
        reader = _Reader(environment)
        train_dataset, train_classes = reader.dataset("TRAIN_DATASET_PATH")
        test_dataset, test_classes = reader.dataset("TEST_DATASET_PATH")
        _compare_classes(reader, train_classes, test_classes)
        settings = cls(
            train_dataset=train_dataset,
            test_dataset=test_dataset,
            class_names=train_classes,
            model_file=_model_file(reader),
            base_model_file=_base_model_file(reader),
            shard=_shard(reader),
            epochs=reader.number("EPOCHS", minimum=1) or DEFAULT_EPOCHS,
            batch_size=reader.number("BATCH_SIZE", minimum=1) or DEFAULT_BATCH_SIZE,
            threads=_threads(reader),
        )
        reader.raise_problems()
        return settings


class _Reader:
    """Reads variables and collects what is wrong with them. An empty variable counts as one that is not set."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._problems: list[str] = []

    def problem(self, text: str) -> None:
        self._problems.append(text)

    def raise_problems(self) -> None:
        if self._problems:
            raise ConfigurationError("; ".join(self._problems))

    def optional(self, name: str) -> str | None:
        return self._environment.get(name) or None

    def path(self, name: str) -> Path:
        """An absolute path, which need not exist; a device stands in for one that is wrong, until that is raised."""
        value = self.optional(name)
        if value is None:
            self.problem(f"{name} is not set")
        elif not Path(value).is_absolute():
            self.problem(f"{name} is {value!r}, which is not an absolute path")
        return Path(value or os.devnull)

    def dataset(self, name: str) -> tuple[Path, tuple[str, ...]]:
        """A directory with one folder of images for each class, and the names of these; none if it is wrong."""
        known_problems = len(self._problems)
        path = self.path(name)
        if len(self._problems) > known_problems:
            return path, ()
        try:
            names = class_folders(path)
            if len(names) < 2:
                self.problem(f"{name} is {path}, which has fewer than two class folders")
            elif not has_images(path):
                self.problem(f"{name} is {path}, whose class folders hold no image ({', '.join(IMAGE_SUFFIXES)})")
        except OSError as error:
            self.problem(f"{name} is {path}, which cannot be read (is the volume mounted?): {error.strerror}")
            return path, ()
        return path, names

    def number(self, name: str, minimum: int) -> int | None:
        value = self.optional(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and int(value) >= minimum):
            self.problem(f"{name} is {value!r}, which is not a whole number of at least {minimum}")
            return minimum
        return int(value)


def class_folders(dataset: Path) -> tuple[str, ...]:
    """The names of the class folders, by the rule of `image_dataset_from_directory`."""
    return tuple(sorted(entry.name for entry in dataset.iterdir() if entry.is_dir() and entry.name[0] != "."))


def has_images(dataset: Path) -> bool:
    """Whether any class folder holds an image; stops at the first, since a data set may have millions."""
    return any(
        name.lower().endswith(IMAGE_SUFFIXES)
        for folder in class_folders(dataset)
        for _, _, names in os.walk(dataset / folder)
        for name in names
    )


def _compare_classes(reader: _Reader, train: tuple[str, ...], test: tuple[str, ...]) -> None:
    """Both data sets must have the same classes: a label is the place of its folder among the sorted names."""
    different = set(train) ^ set(test)
    if train and test and different:
        reader.problem(f"the class folders of training and test data differ: {', '.join(sorted(different))}")


def _model_file(reader: _Reader) -> Path:
    """The artifact to write. Its directory is made and tried now, and not after hours of training."""
    volume = reader.path("MODEL_PATH")
    file = reader.path("MODEL_FILE")
    if reader.optional("MODEL_PATH") is None or reader.optional("MODEL_FILE") is None:
        return file
    if file.suffix != ".keras":
        reader.problem(f"MODEL_FILE is {file}, which does not end in .keras")
    if not file.is_relative_to(volume):
        reader.problem(f"MODEL_FILE is {file}, which is not under MODEL_PATH {volume}")
        return file
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reader.problem(f"the directory of MODEL_FILE {file} cannot be made: {error.strerror}")
        return file
    if not os.access(file.parent, os.W_OK | os.X_OK):
        reader.problem(f"the directory of MODEL_FILE {file} is not writable for uid {os.getuid()}")
    return file


def _base_model_file(reader: _Reader) -> Path | None:
    value = reader.optional("BASE_MODEL_FILE")
    if value is None:
        return None
    file = Path(value)
    if not file.is_file():
        reader.problem(f"BASE_MODEL_FILE is {file}, which is not a file")
    return file


def _shard(reader: _Reader) -> Shard | None:
    count = reader.number("SHARD_COUNT", minimum=1)
    index = reader.number("SHARD_INDEX", minimum=0)
    if count is None and index is None:
        return None
    if count is None or index is None:
        reader.problem("SHARD_COUNT and SHARD_INDEX go together, and only one is set")
        return None
    if index >= count:
        reader.problem(f"SHARD_INDEX is {index}, which is not below SHARD_COUNT {count}")
    return Shard(count, index)


def _threads(reader: _Reader) -> Threads:
    return Threads(
        compute=reader.number("OMP_NUM_THREADS", minimum=1),
        loaders=reader.number("DATALOADER_WORKERS", minimum=1),
    )
