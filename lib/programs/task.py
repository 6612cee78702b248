"""How a task of the library's own speaks, fails and ends."""

import signal
import sys
import time

from cluster_api import ApiError

FAILED = 1
"""A later try may do it."""
REFUSED = 3
"""It must not be done, and no later try would change that."""


class Failed(Exception):
    """The task is not done."""


class Refused(Exception):
    """The task would do harm."""


def say(text):
    print(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), text, flush=True)


def passes(error):
    """Whether a server that answers so is worth asking again: it can't be reached, or is too busy, now."""
    return isinstance(error, OSError) or (isinstance(error, ApiError) and (error.status == 429 or error.status >= 500))


def poll(seconds, pause, find, failure):
    """What find() gives once it gives something; after the time it is Failed, with what failure() says."""
    deadline = time.monotonic() + seconds
    told = None
    while True:
        try:
            found = find()
            if found is not None:
                return found
        except (OSError, ApiError) as error:
            if not passes(error):
                raise
            if str(error) != told:
                told = str(error)
                say(f"the API server can't be asked now: {told}")
        if time.monotonic() >= deadline:
            raise Failed(failure())
        time.sleep(pause)


def _stop(number, _frame):
    say("told to stop: what was begun stays, and the next try goes on from there")
    sys.exit(128 + number)


def run(main):
    """Runs the task, and ends with the exit code that tells how it went."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        main()
    except Refused as error:
        say(f"refused: {error}")
        sys.exit(REFUSED)
    except Failed as error:
        say(f"failed: {error}")
        sys.exit(FAILED)
    except ApiError as error:
        say(f"failed: the API server says {error.status} {error.reason}: {error}")
        sys.exit(FAILED)
    except OSError as error:
        say(f"failed: {error}")
        sys.exit(FAILED)
