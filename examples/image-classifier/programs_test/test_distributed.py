"""Training with 2 parameter servers and 4 workers, each a process of its own on this machine."""

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import DataSet
from processes import TRAIN, Process, free_ports, started

WORKERS = 4
PARAMETER_SERVERS = 2
COORDINATOR = "worker-0"


@dataclass(frozen=True)
class Cluster:
    """The tasks after the coordinator has ended and before anybody ends the others."""

    directory: Path
    tasks: dict[str, Process]
    exit_code: int

    @property
    def servers(self) -> dict[str, Process]:
        return {name: process for name, process in self.tasks.items() if name != COORDINATOR}


@pytest.fixture(scope="module")
def cluster(data_set: DataSet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    directory = tmp_path_factory.mktemp("cluster")
    addresses = [f"127.0.0.1:{port}" for port in free_ports(WORKERS + PARAMETER_SERVERS)]
    config = {"worker": addresses[:WORKERS], "ps": addresses[WORKERS:]}
    with contextlib.ExitStack() as stack:
        tasks = {}
        for task_type, peers in config.items():
            for index in range(len(peers)):
                task = {"cluster": config, "task": {"type": task_type, "index": index}, "environment": "cloud"}
                name = f"{task_type}-{index}"
                home = directory / name
                lay_out(data_set, home, index if task_type == "worker" else None)
                tasks[name] = stack.enter_context(
                    started([str(TRAIN / "distributed.py")], home, environment(home, json.dumps(task)), home / "logs")
                )
        yield Cluster(directory, tasks, tasks[COORDINATOR].wait(150))


def environment(home: Path, tf_config: str) -> dict[str, str]:
    """The same for every task, as in a TFJob, but that each writes to a place of its own, so that one sees who wrote.

    The data is under the working directory of whichever process opens it.
    """
    data = DataSet(Path("/proc/self/cwd/train"), Path("/proc/self/cwd/test"))
    return data.environment(home / "models" / "v1" / "model.keras", TF_CONFIG=tf_config)


def lay_out(data_set: DataSet, home: Path, worker: int | None) -> None:
    """Gives the coordinator all files and each other worker those of its own part.

    A worker that reads the file of another one does not find it, and the training fails.
    """
    home.mkdir()
    if worker == 0:
        (home / "train").symlink_to(data_set.train)
        (home / "test").symlink_to(data_set.test)
    elif worker is not None:
        for number, file in enumerate(sorted(data_set.train.rglob("*.png"))):
            if number % (WORKERS - 1) == worker - 1:
                copy = home / "train" / file.relative_to(data_set.train)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, copy)


def test_the_coordinator_trains_on_the_workers_and_exits_with_0(cluster: Cluster) -> None:
    assert cluster.exit_code == 0, cluster.tasks[COORDINATOR].stderr[-4000:]
    lines = [json.loads(line) for line in cluster.tasks[COORDINATOR].stdout.splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2, 3]
    assert lines[-1]["loss"] < lines[0]["loss"]
    assert lines[-1]["test_accuracy"] > 0.9


def test_only_the_coordinator_writes_and_it_writes_one_whole_artifact(cluster: Cluster) -> None:
    import keras

    written = [file for file in cluster.directory.glob("*/models/**/*") if file.is_file()]
    assert [str(file.relative_to(cluster.directory)) for file in written] == ["worker-0/models/v1/model.keras"]
    model = keras.saving.load_model(written[0], compile=False)
    assert (model.input_shape, model.output_shape) == ((None, 64, 64, 3), (None, 3))


def test_servers_run_on_after_the_end_of_the_training_until_sigterm(cluster: Cluster) -> None:
    assert [name for name, process in cluster.servers.items() if not process.running] == []
    for process in cluster.servers.values():
        process.terminate()
    assert {name: process.wait(20) for name, process in cluster.servers.items()} == dict.fromkeys(cluster.servers, 143)
    assert [name for name, process in cluster.servers.items() if "Traceback" in process.stderr] == []
