"""The place of this process in the cluster, from the TF_CONFIG that the Kubeflow training operator sets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from program import ConfigurationError

COORDINATOR_TYPES = ("chief", "master")
"""The operator's replica types that lead a job; TensorFlow knows only the first name."""


@dataclass(frozen=True)
class Task:
    """One task in TensorFlow's terms: at most one `chief`, which coordinates, and `worker` and `ps` servers."""

    cluster: dict[str, list[str]]
    type: str
    index: int
    name: str
    """The task as the operator numbers it, which is the end of its pod's name."""

    @property
    def coordinates(self) -> bool:
        return self.type == "chief"

    @property
    def worker_count(self) -> int:
        """How many tasks train; the coordinator is not one of them."""
        return len(self.cluster["worker"])

    @property
    def servers(self) -> list[str]:
        """The addresses that the coordinator needs."""
        return self.cluster["ps"] + self.cluster["worker"]


def task_from_environment(environment: Mapping[str, str]) -> Task:
    """Reads TF_CONFIG and gives the tasks the parts that `ParameterServerStrategy` knows.

    That strategy needs a coordinator which is no worker. Without a chief, worker 0 takes that part: it is the task
    by whose end the operator judges the job. The other workers then count from zero.
    """
    cluster, task_type, index = _parse(environment.get("TF_CONFIG", ""))
    name = f"{task_type}-{index}"
    if task_type == "evaluator":
        raise ConfigurationError("this program has no evaluator task: its coordinator evaluates after every epoch")
    if not any(leader in cluster for leader in COORDINATOR_TYPES):
        cluster, task_type, index = _promote_first_worker(cluster, task_type, index)
    chiefs = [address for leader in COORDINATOR_TYPES for address in cluster.get(leader, [])]
    task_type = "chief" if task_type in COORDINATOR_TYPES else task_type
    tasks = {"chief": chiefs, "worker": cluster.get("worker", []), "ps": cluster.get("ps", [])}
    _check(tasks, task_type, index)
    return Task(tasks, task_type, index, name)


def _promote_first_worker(
    cluster: dict[str, list[str]], task_type: str, index: int
) -> tuple[dict[str, list[str]], str, int]:
    workers = cluster.get("worker", [])
    promoted = {**cluster, "chief": workers[:1], "worker": workers[1:]}
    if task_type != "worker":
        return promoted, task_type, index
    return (promoted, "chief", 0) if index == 0 else (promoted, "worker", index - 1)


def _parse(text: str) -> tuple[dict[str, list[str]], str, int]:
    if not text:
        raise ConfigurationError("TF_CONFIG is not set (this program runs under a TFJob)")
    try:
        config = json.loads(text)
        cluster, task = config["cluster"], config["task"]
        task_type, index = str(task["type"]).lower(), int(task["index"])
        lists = all(isinstance(addresses, list) for addresses in cluster.values())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"TF_CONFIG is not what the operator writes: {error!r}") from error
    if not lists:
        raise ConfigurationError("TF_CONFIG lists only some tasks (enableDynamicWorker), which does not work here")
    return {str(name).lower(): addresses for name, addresses in cluster.items()}, task_type, index


def _check(tasks: dict[str, list[str]], task_type: str, index: int) -> None:
    if len(tasks["chief"]) != 1:
        raise ConfigurationError(f"TF_CONFIG has {len(tasks['chief'])} coordinating tasks; it takes exactly one")
    if not tasks["ps"]:
        raise ConfigurationError("TF_CONFIG has no parameter server (ps)")
    if not tasks["worker"]:
        raise ConfigurationError("TF_CONFIG has no worker besides the coordinating one")
    if task_type not in tasks:
        raise ConfigurationError(f"TF_CONFIG gives the task type {task_type!r}; known are chief, worker and ps")
    if not 0 <= index < len(tasks[task_type]):
        raise ConfigurationError(f"TF_CONFIG gives {task_type} {index}, which its cluster does not have")
