"""How gunicorn runs the application: read from the working directory, no arguments needed.

One process, since each would hold a model of its own in memory; more replicas are Kubernetes' part. It is never
forked after TensorFlow is loaded (no preload), which TensorFlow does not survive.
"""

import os
import signal
from types import FrameType
from typing import Any

DRAIN_SECONDS = float(os.environ.get("DRAIN_SECONDS") or 2)

wsgi_app = "app:create_app()"
bind = f"0.0.0.0:{os.environ.get('PORT') or 5000}"
workers = 1
worker_class = "gthread"
threads = int(os.environ.get("GUNICORN_THREADS") or 8)
preload_app = False

# Loading TensorFlow holds Python's lock for seconds, which must not look like a hung worker.
timeout = 120
graceful_timeout = 25

# The root file system is read-only. The heartbeat file is better in memory than on a disk that may stall.
worker_tmp_dir = next((path for path in ("/dev/shm", "/tmp") if os.access(path, os.W_OK)), None)
control_socket_disable = True

# Probes come every few seconds and would be most of an access log. Prometheus has the counts.
accesslog = None
errorlog = "-"


def post_worker_init(worker: Any) -> None:
    """Makes /ready fail as soon as SIGTERM comes, and lets gunicorn stop a little later.

    Gunicorn by itself stops accepting at once, and a connection that waits to be accepted is then lost. So it goes
    on for DRAIN_SECONDS, which count within `graceful_timeout`, and then finishes what is in flight. An alarm and no
    thread: the signal may have interrupted code that holds a lock of the threading module.
    """
    serving = worker.wsgi.extensions["serving"]

    def drain(_signal_number: int, _frame: FrameType | None) -> None:
        serving.begin_shutdown()
        signal.signal(signal.SIGALRM, worker.handle_exit)
        signal.setitimer(signal.ITIMER_REAL, max(DRAIN_SECONDS, 0.001))

    signal.signal(signal.SIGTERM, drain)
