"""What several test modules share: the programs on the import path, the images, and one trained model."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from processes import SERVE, TRAIN, run
from sample_images import write_data_set

sys.dont_write_bytecode = True
sys.path[:0] = [str(TRAIN), str(SERVE)]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@dataclass(frozen=True)
class DataSet:
    train: Path
    test: Path

    def environment(self, model_file: Path, **others: str) -> dict[str, str]:
        """The environment of a training program that writes this model."""
        return {
            "TRAIN_DATASET_PATH": str(self.train),
            "TEST_DATASET_PATH": str(self.test),
            "MODEL_PATH": str(model_file.parent.parent),
            "MODEL_FILE": str(model_file),
            "BATCH_SIZE": "8",
            "EPOCHS": "3",
            **others,
        }


@dataclass(frozen=True)
class Trained:
    """A finished training run."""

    model_file: Path
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def data_set(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    directory = tmp_path_factory.mktemp("data")
    return DataSet(
        train=write_data_set(directory / "train", images_per_class=16, seed=1),
        test=write_data_set(directory / "test", images_per_class=4, seed=2),
    )


@pytest.fixture(scope="session")
def trained(data_set: DataSet, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The first training run, whose model other tests load, train further and serve."""
    directory = tmp_path_factory.mktemp("trained")
    model_file = directory / "models" / "v1" / "model.keras"
    code, stdout, stderr = run(["train.py"], TRAIN, data_set.environment(model_file), directory / "logs")
    assert code == 0, stderr
    return Trained(model_file, stdout, stderr)
