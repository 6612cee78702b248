"""The training program, run for real."""

import json
from pathlib import Path

import pytest

from conftest import DataSet, Trained
from processes import TRAIN, run, started, wait_until


def epochs(stdout: str) -> list[dict[str, float]]:
    return [json.loads(line) for line in stdout.splitlines()]


def test_logs_one_json_line_for_each_epoch_and_the_loss_falls(trained: Trained) -> None:
    lines = epochs(trained.stdout)
    assert [line["epoch"] for line in lines] == [1, 2, 3]
    assert set(lines[0]) == {"epoch", "loss", "accuracy", "test_loss", "test_accuracy"}
    assert lines[-1]["loss"] < lines[0]["loss"]
    assert lines[-1]["test_accuracy"] > 0.9


def test_writes_the_artifact_and_nothing_else(trained: Trained) -> None:
    assert [file.name for file in trained.model_file.parent.iterdir()] == ["model.keras"]
    assert [file.name for file in trained.model_file.parent.parent.iterdir()] == ["v1"]


def test_the_artifact_loads_and_has_one_output_for_each_class_folder(trained: Trained) -> None:
    import keras

    model = keras.saving.load_model(trained.model_file, compile=False)
    assert model.input_shape == (None, 64, 64, 3)
    assert model.output_shape == (None, 3)


def test_fine_tuning_starts_from_the_base_model_and_replaces_the_artifact_in_one_step(
    data_set: DataSet, trained: Trained, tmp_path: Path
) -> None:
    model_file = tmp_path / "models" / "v2" / "model.keras"
    model_file.parent.mkdir(parents=True)
    old = trained.model_file.read_bytes()
    model_file.write_bytes(old)
    environment = data_set.environment(model_file, BASE_MODEL_FILE=str(trained.model_file), EPOCHS="1")
    with model_file.open("rb") as reader:
        code, stdout, stderr = run(["train.py"], TRAIN, environment, tmp_path / "logs")
        assert code == 0, stderr
        assert reader.read() == old, "a reader that has the old file open must not see the new one in it"
    assert model_file.read_bytes() != old
    assert [file.name for file in model_file.parent.iterdir()] == ["model.keras"]
    assert epochs(stdout)[0]["loss"] < epochs(trained.stdout)[0]["loss"]


def test_two_runs_at_once_leave_one_whole_artifact(data_set: DataSet, tmp_path: Path) -> None:
    import keras

    model_file = tmp_path / "models" / "v1" / "model.keras"
    shards = [data_set.environment(model_file, EPOCHS="1", SHARD_COUNT="2", SHARD_INDEX=index) for index in ("0", "1")]
    with (
        started(["train.py"], TRAIN, shards[0], tmp_path / "first") as first,
        started(["train.py"], TRAIN, shards[1], tmp_path / "second") as second,
    ):
        assert first.wait(90) == 0, first.stderr
        assert second.wait(90) == 0, second.stderr
        assert first.stdout != second.stdout, "the two trained on different images"
    assert [file.name for file in model_file.parent.iterdir()] == ["model.keras"]
    keras.saving.load_model(model_file, compile=False)


def test_sigterm_ends_the_training_after_the_batch_and_keeps_the_old_artifact(
    data_set: DataSet, tmp_path: Path
) -> None:
    model_file = tmp_path / "models" / "v1" / "model.keras"
    model_file.parent.mkdir(parents=True)
    model_file.write_text("old")
    environment = data_set.environment(model_file, EPOCHS="1000000")
    with started(["train.py"], TRAIN, environment, tmp_path / "logs") as process:
        wait_until(lambda: bool(process.stdout), 60, "the first epoch", process)
        process.terminate()
        assert process.wait(20) == 143
        assert "Traceback" not in process.stderr
    assert model_file.read_text() == "old"
    assert [file.name for file in model_file.parent.iterdir()] == ["model.keras"]


WRONG_SETTINGS = {
    "no training data": ({"TRAIN_DATASET_PATH": ""}, "TRAIN_DATASET_PATH is not set"),
    "no test data": ({"TEST_DATASET_PATH": ""}, "TEST_DATASET_PATH is not set"),
    "no volume": ({"MODEL_PATH": ""}, "MODEL_PATH is not set"),
    "no artifact": ({"MODEL_FILE": ""}, "MODEL_FILE is not set"),
    "two at once": ({"MODEL_FILE": "", "EPOCHS": "0"}, "MODEL_FILE is not set; EPOCHS is '0'"),
    "a relative path": ({"TRAIN_DATASET_PATH": "data"}, "TRAIN_DATASET_PATH is 'data', which is not an absolute path"),
    "a missing folder": (
        {"TRAIN_DATASET_PATH": "/nowhere"},
        "TRAIN_DATASET_PATH is /nowhere, which cannot be read (is the volume mounted?)",
    ),
    "an empty folder": ({"TRAIN_DATASET_PATH": "{empty}"}, "fewer than two class folders"),
    "folders without images": ({"TEST_DATASET_PATH": "{imageless}"}, "hold no image"),
    "other classes in the test data": ({"TEST_DATASET_PATH": "{imageless}"}, "differ: black, blue, green, red, white"),
    "a legacy format": ({"MODEL_FILE": "{models}/v1/model.h5"}, "does not end in .keras"),
    "an artifact outside the volume": ({"MODEL_FILE": "{empty}/model.keras"}, "not under MODEL_PATH"),
    "a missing base model": ({"BASE_MODEL_FILE": "/nowhere.keras"}, "BASE_MODEL_FILE is /nowhere.keras"),
    "a word for a number": ({"EPOCHS": "five"}, "EPOCHS is 'five', which is not a whole number of at least 1"),
    "no batch": ({"BATCH_SIZE": "0"}, "BATCH_SIZE is '0'"),
    "no threads": ({"OMP_NUM_THREADS": "0"}, "OMP_NUM_THREADS is '0'"),
    "half a shard": ({"SHARD_COUNT": "2"}, "SHARD_COUNT and SHARD_INDEX go together"),
    "a shard too far": ({"SHARD_COUNT": "2", "SHARD_INDEX": "2"}, "SHARD_INDEX is 2, which is not below SHARD_COUNT 2"),
}


@pytest.mark.parametrize(("changes", "message"), WRONG_SETTINGS.values(), ids=WRONG_SETTINGS.keys())
def test_a_wrong_setting_is_one_line_on_standard_error_and_exit_code_42(
    data_set: DataSet, tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    places = {name: str(tmp_path / name) for name in ("empty", "imageless", "models")}
    (tmp_path / "empty").mkdir()
    for name in ("black", "white"):
        (tmp_path / "imageless" / name).mkdir(parents=True)
    environment = data_set.environment(tmp_path / "models" / "v1" / "model.keras")
    environment |= {name: value.format(**places) for name, value in changes.items()}
    code, stdout, stderr = run(["train.py"], TRAIN, environment, tmp_path / "logs")
    assert code == 42
    assert stdout == ""
    assert stderr.startswith("configuration error: ") and stderr.count("\n") == 1
    assert message in stderr
