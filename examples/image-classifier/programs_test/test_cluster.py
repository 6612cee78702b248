"""What a task makes of the operator's TF_CONFIG."""

import json
from pathlib import Path

import pytest

from cluster import Task, task_from_environment
from processes import TRAIN, run
from program import ConfigurationError

WORKERS = [f"tfjob-example-worker-{index}.ml.svc:2222" for index in range(4)]
SERVERS = [f"tfjob-example-ps-{index}.ml.svc:2222" for index in range(2)]
CHIEF = ["tfjob-example-chief-0.ml.svc:2222"]


def environment(task_type: str, index: int, **cluster: list[str]) -> dict[str, str]:
    cluster = cluster or {"worker": WORKERS, "ps": SERVERS}
    task = {"type": task_type, "index": index}
    return {"TF_CONFIG": json.dumps({"cluster": cluster, "task": task, "environment": "cloud"})}


def test_without_a_chief_worker_0_coordinates_and_the_other_workers_count_from_zero() -> None:
    cluster = {"chief": WORKERS[:1], "worker": WORKERS[1:], "ps": SERVERS}
    assert task_from_environment(environment("worker", 0)) == Task(cluster, "chief", 0, "worker-0")
    assert task_from_environment(environment("worker", 3)) == Task(cluster, "worker", 2, "worker-3")
    assert task_from_environment(environment("ps", 1)) == Task(cluster, "ps", 1, "ps-1")


@pytest.mark.parametrize("leader", ["chief", "master", "Chief"])
def test_a_chief_coordinates_and_all_workers_train(leader: str) -> None:
    cluster = {leader: CHIEF, "worker": WORKERS, "ps": SERVERS}
    coordinator = task_from_environment(environment(leader, 0, **cluster))
    worker = task_from_environment(environment("worker", 0, **cluster))
    assert coordinator.coordinates and not worker.coordinates
    assert coordinator.cluster == worker.cluster == {"chief": CHIEF, "worker": WORKERS, "ps": SERVERS}
    assert (worker.type, worker.index, worker.worker_count) == ("worker", 0, 4)


WRONG = {
    "no TF_CONFIG": ({}, "TF_CONFIG is not set"),
    "no JSON": ({"TF_CONFIG": "worker"}, "not what the operator writes"),
    "no task": ({"TF_CONFIG": '{"cluster": {}}'}, "not what the operator writes"),
    "a changing cluster": (
        environment("worker", 0, worker={"0": WORKERS[0]}, ps=SERVERS),  # type: ignore[arg-type]
        "enableDynamicWorker",
    ),
    "no parameter server": (environment("worker", 0, worker=WORKERS), "no parameter server"),
    "one worker": (environment("worker", 0, worker=WORKERS[:1], ps=SERVERS), "no worker besides"),
    "no worker": (environment("ps", 0, ps=SERVERS), "0 coordinating tasks"),
    "an unknown type": (environment("gateway", 0), "'gateway'"),
    "a task too far": (environment("worker", 4), "worker 3"),
    "an evaluator": (environment("evaluator", 0), "no evaluator task"),
}


@pytest.mark.parametrize(("environment", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_cluster_that_cannot_train_is_refused(environment: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        task_from_environment(environment)


def test_the_program_refuses_to_evaluate_with_exit_code_42(tmp_path: Path) -> None:
    code, stdout, stderr = run(["distributed.py"], TRAIN, environment("evaluator", 0), tmp_path)
    assert (code, stdout) == (42, "")
    assert stderr == (
        "configuration error: this program has no evaluator task: its coordinator evaluates after every epoch\n"
    )
