"""How the images are divided and read, in this process."""

import os
from pathlib import Path

import pytest

from conftest import DataSet, Trained
from program import ConfigurationError
from settings import Settings


def settings(data_set: DataSet, directory: Path, **others: str) -> Settings:
    return Settings.from_environment(data_set.environment(directory / "v1" / "model.keras", **others))


def contents(settings: Settings) -> list[bytes]:
    """Every image with its label, as a value that can be compared."""
    import images

    batches = images.training_images(settings)
    return [
        image.numpy().tobytes() + label.numpy().tobytes()
        for batch in batches
        for image, label in zip(*batch, strict=True)
    ]


def test_the_shards_are_disjoint_and_together_they_are_what_one_run_reads(data_set: DataSet, tmp_path: Path) -> None:
    whole = contents(settings(data_set, tmp_path))
    shards = [contents(settings(data_set, tmp_path, SHARD_COUNT="3", SHARD_INDEX=str(index))) for index in range(3)]
    assert len(set(whole)) == len(whole) == 48
    assert [len(shard) for shard in shards] == [16, 16, 16]
    assert set().union(*shards) == set(whole)


def test_a_shard_without_any_file_is_a_configuration_error(data_set: DataSet, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="SHARD_COUNT is 99, but the training data has only 48 files"):
        contents(settings(data_set, tmp_path, SHARD_COUNT="99", SHARD_INDEX="98"))


def test_a_base_model_for_other_classes_is_a_configuration_error(trained: Trained) -> None:
    import classifier

    with pytest.raises(ConfigurationError, match=r"to \(None, 3\), and the data needs .* to \(None, 10\)"):
        classifier.initial_model(trained.model_file, class_count=10)


def test_a_base_model_that_is_no_model_is_a_configuration_error(tmp_path: Path) -> None:
    import classifier

    (tmp_path / "model.keras").write_text("not a model")
    with pytest.raises(ConfigurationError, match="is not a saved model"):
        classifier.initial_model(tmp_path / "model.keras", class_count=3)


def test_a_failed_save_leaves_the_old_artifact_and_no_temporary_file(tmp_path: Path) -> None:
    from artifact import save_model

    class FullDisk:
        def save(self, file: Path) -> None:
            file.write_text("half")
            raise OSError(28, os.strerror(28))

    artifact = tmp_path / "model.keras"
    artifact.write_text("old")
    with pytest.raises(OSError, match="No space left"):
        save_model(FullDisk(), artifact)
    assert artifact.read_text() == "old"
    assert list(tmp_path.iterdir()) == [artifact]
