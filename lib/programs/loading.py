"""What the loads of a dataset share, with Python's standard library alone: one at a time, progress, and a marker at the very end."""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import sys
import threading
import time

OWN_FOLDER = ".cdk8s-ml"
BLOCK = 1 << 20
TELL_SECONDS = float(os.environ.get("TELL_SECONDS", "5"))


class Failure(Exception):
    """What makes the load fail, in words for its log."""


def say(text):
    print(f"load: {text}", flush=True)


def amount(size):
    for unit, factor in (("Ti", 1 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)):
        if size >= factor:
            return f"{size / factor:.1f}{unit}"
    return f"{size} bytes"


class Progress:
    """Tells of itself at most every few seconds."""

    def __init__(self, files, size=None):
        self._lock = threading.Lock()
        self._files, self._size = files, size
        self._known, self._sizes, self._done, self._ended = 0, 0, 0, 0
        self._told = time.monotonic()

    def began(self, size):
        with self._lock:
            self._known += 1
            self._sizes += size

    def add(self, size):
        with self._lock:
            self._done += size
            if time.monotonic() - self._told >= TELL_SECONDS:
                self._tell()

    def ended(self):
        with self._lock:
            self._ended += 1
            if self._ended == self._files:
                self._tell()

    def _tell(self):
        self._told = time.monotonic()
        size = self._sizes if self._size is None and self._known >= self._files else self._size
        part = "" if size is None else f" of {amount(size)}, {100 * self._done // size if size else 100}%"
        say(f"{self._ended} of {self._files} files, {amount(self._done)}{part}")


class Dataset:
    """The volume that is filled, below root; folder is where in it the data go."""

    def __init__(self, root, folder, marker):
        self.root = root
        self.folder = os.path.join(root, folder) if folder else root
        self._own = os.path.join(root, OWN_FOLDER)
        self.marker = os.path.join(self._own, marker)
        self.work = os.path.join(self._own, f"work-{marker}")
        self._alone = False

    def lock(self):
        """Waits while another pod loads the same: Kubernetes may for a while run two of one Job."""
        os.makedirs(self.work, exist_ok=True)
        # Not closed: the lock is held as long as the process is.
        self._lock = open(os.path.join(self._own, f"lock-{os.path.basename(self.marker)}"), "a", encoding="utf-8")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another pod loads the same; waits for it")
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        except OSError as error:
            say(f"the volume has no locks ({error.strerror}); nothing is resumed")
            self.work = f"{self.work}-{os.uname().nodename}-{os.getpid()}"
        os.makedirs(self.work, exist_ok=True)

    def place(self, path):
        """Where a file of this path goes; its folder is made. No link on the way leads elsewhere."""
        parts = path.split("/")
        if path.startswith("/") or not all(parts) or any(part in (".", "..") for part in parts) or "\0" in path:
            raise Failure(f"the path {path!r} is not below the dataset")
        if self.folder == self.root and parts[0] == OWN_FOLDER:
            raise Failure(f"the path {path!r} is where the load keeps its own files")
        place = self.folder
        for part in parts[:-1]:
            place = os.path.join(place, part)
            if os.path.islink(place):
                raise Failure(f"{place} is a link, and {path!r} would go through it")
        os.makedirs(place, exist_ok=True)
        return os.path.join(place, parts[-1])

    def draft(self, key):
        """A file of the volume under no name that anybody reads; the same for the same key, so that a retry goes on with it."""
        return os.path.join(self.work, hashlib.sha256(key.encode()).hexdigest()[:32])

    def complete(self, facts):
        """Data first, then the marker: whoever sees it sees all of them."""
        os.sync()
        draft = f"{self.draft('marker')}.json"
        with open(draft, "w", encoding="utf-8") as file:
            json.dump(facts, file, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self.marker)
        folder = os.open(self._own, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        shutil.rmtree(self.work, ignore_errors=True)


def run(load):
    """Runs load(dataset, origin), which returns what the marker tells of it, unless the dataset is complete already."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    root, folder, marker, plan = sys.argv[1:5]
    dataset = Dataset(root, folder, marker)
    try:
        with open(plan, encoding="utf-8") as file:
            origin = json.load(file)
        if not os.path.exists(dataset.marker):
            dataset.lock()
        if os.path.exists(dataset.marker):
            say(f"{dataset.folder} is complete: {dataset.marker} is there")
            return
        os.makedirs(dataset.folder, exist_ok=True)
        facts = load(dataset, origin)
        dataset.complete({"origin": origin, **facts})
        say(f"done: {dataset.marker} says so")
    except (Failure, OSError) as failure:
        say(f"failed: {failure}")
        sys.exit(1)
