"""How the training programs behave as processes: exit codes and SIGTERM.

Nothing heavy is imported here. The signal handler must stand before TensorFlow loads, which takes seconds: a
process that is PID 1 of its container ignores SIGTERM as long as it has no handler of its own.
"""

import signal
import sys
import time
from collections.abc import Callable

EXIT_CONFIGURATION = 42
"""Told apart from a crash, so that a pod failure policy can fail the Job at once instead of retrying."""

EXIT_INTERRUPTED = 138
"""The training operator retries codes from 128 on (restart policy ExitCode) and leaves this one to programs."""

EXIT_TERMINATED = 143
"""128 + SIGTERM: the work is not done, and a retry is welcome."""

_POLL_SECONDS = 0.2


class ConfigurationError(Exception):
    """The environment or the data set is wrong, and no retry will help."""


class Interrupted(Exception):
    """Something this program depends on is gone, and another try may well succeed."""


class Terminated(Exception):
    """SIGTERM has come and the work was left unfinished."""


class Termination:
    """Remembers SIGTERM, so that the program stops between two steps and never within one.

    A plain flag and not a `threading.Event`: its lock could be held by the very thread that the handler interrupts.
    """

    def __init__(self) -> None:
        self._requested = False

    def install(self) -> None:
        signal.signal(signal.SIGTERM, self._remember)

    def check(self) -> None:
        """Raises `Terminated` if SIGTERM has come."""
        if self._requested:
            raise Terminated

    def sleep(self, seconds: float = _POLL_SECONDS) -> None:
        """Sleeps, and raises `Terminated` if SIGTERM has come."""
        self.check()
        time.sleep(seconds)
        self.check()

    def _remember(self, _signal_number: int, _frame: object) -> None:
        self._requested = True


def run(program: Callable[[Termination], None]) -> int:
    """Runs a program and turns its end into an exit code."""
    termination = Termination()
    termination.install()
    try:
        program(termination)
    except ConfigurationError as error:
        _tell("configuration error", error)
        return EXIT_CONFIGURATION
    except Interrupted as error:
        _tell("interrupted", error)
        return EXIT_INTERRUPTED
    except Terminated:
        return EXIT_TERMINATED
    return 0


def _tell(kind: str, error: Exception) -> None:
    """One line, whatever line breaks a library's message has."""
    print(f"{kind}: {' '.join(str(error).split())}", file=sys.stderr, flush=True)
