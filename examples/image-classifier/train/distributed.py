"""Trains the image classifier with parameter servers, as one task of a TFJob."""

import os
import sys

from cluster import Task, task_from_environment
from program import ConfigurationError, Termination, run
from settings import Settings, Threads


def main(termination: Termination) -> None:
    task = task_from_environment(os.environ)
    if task.coordinates:
        _coordinate(task, termination)
    else:
        _serve(task, termination)


def _coordinate(task: Task, termination: Termination) -> None:
    settings = Settings.from_environment(os.environ)
    if settings.shard is not None:
        raise ConfigurationError("SHARD_COUNT and SHARD_INDEX are not for a TFJob: its workers share the files")
    # TensorFlow takes seconds to load, and a wrong setting is to be told before that.
    import classifier
    import coordinator

    termination.check()
    classifier.configure(settings.threads)
    coordinator.coordinate(task, settings, termination)


def _serve(task: Task, termination: Termination) -> None:
    """Runs a parameter server or worker, which does what the coordinator asks and has no end of its own.

    The operator ends it with SIGTERM when the job is done. Sleeping in Python, and not in `server.join()`, lets the
    signal handler run.
    """
    threads = Threads.from_environment(os.environ)
    # Lets a worker wait for a server that is restarted, instead of failing at once.
    os.environ.setdefault("GRPC_FAIL_FAST", "use_caller")
    import classifier
    import tensorflow as tf

    termination.check()
    classifier.configure(threads)
    server = tf.distribute.Server(
        tf.train.ClusterSpec(task.cluster), job_name=task.type, task_index=task.index, protocol="grpc", start=True
    )
    print(f"{task.name} listens at {server.target}", file=sys.stderr, flush=True)
    while True:
        termination.sleep()


if __name__ == "__main__":
    sys.exit(run(main))
