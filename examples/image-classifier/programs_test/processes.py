"""Starts the programs as Kubernetes would: as processes with an environment, ended by signals, judged by exit codes."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

PROGRAMS = Path(__file__).resolve().parent.parent
TRAIN = PROGRAMS / "train"
SERVE = PROGRAMS / "serve"


class Process:
    """A running program. Its output goes to files, so that no full pipe can stop it."""

    def __init__(self, arguments: list[str], cwd: Path, environment: Mapping[str, str], logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._stdout = logs / "stdout"
        self._stderr = logs / "stderr"
        with self._stdout.open("wb") as stdout, self._stderr.open("wb") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=cwd,
                env={**_base_environment(logs), **environment},
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
            )

    @property
    def stdout(self) -> str:
        return self._stdout.read_text()

    @property
    def stderr(self) -> str:
        return self._stderr.read_text()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def wait(self, seconds: float) -> int:
        """The exit code; fails with the program's own words if it does not end in time."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"no end within {seconds} s; standard error:\n{self.stderr[-4000:]}") from None

    def terminate(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the program for good, if it still runs."""
        if self.running:
            self._process.kill()
        self._process.wait()


@contextlib.contextmanager
def started(arguments: list[str], cwd: Path, environment: Mapping[str, str], logs: Path) -> Iterator[Process]:
    process = Process(arguments, cwd, environment, logs)
    try:
        yield process
    finally:
        process.kill()


def run(arguments: list[str], cwd: Path, environment: Mapping[str, str], logs: Path) -> tuple[int, str, str]:
    """Runs a program to its end: exit code, standard output, standard error."""
    with started(arguments, cwd, environment, logs) as process:
        code = process.wait(90)
        return code, process.stdout, process.stderr


def wait_until(condition: Callable[[], bool], seconds: float, what: str, process: Process | None = None) -> None:
    """Polls until something holds. Does not wait for a process that has ended."""
    deadline = time.monotonic() + seconds
    while not condition():
        ended = process is not None and not process.running
        if ended or time.monotonic() > deadline:
            words = process.stderr[-4000:] if process is not None else ""
            raise AssertionError(f"{what}: {'the process ended' if ended else f'not within {seconds} s'}\n{words}")
        time.sleep(0.05)


def free_ports(count: int) -> list[int]:
    """Different loopback ports that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _base_environment(home: Path) -> dict[str, str]:
    """Only what the containers get. Nothing of the caller's environment may make a test pass or fail.

    One thread each, since several programs run at once. OPENBLAS_* stays: some processors need it to compute right.
    """
    kept = {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_") or name == "PATH"}
    return {
        **kept,
        "HOME": str(home),
        "OMP_NUM_THREADS": "1",
        "DATALOADER_WORKERS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
