// Written by `npm run programs` from shard_manifest.py.

/** The text of shard_manifest.py. */
export const SHARD_MANIFEST = String.raw`"""Divides the files of a folder between shards of about the same size: a list of paths for each, written at once or not at all.

usage: python3 shard_manifest.py SOURCE TARGET COUNT [PATTERN]

SOURCE   the folder whose files are listed, with its subfolders
TARGET   the folder that is made: shard-0.txt ... shard-<COUNT - 1>.txt, with a path in each line, and the file complete
COUNT    how many shards
PATTERN  the names of the files that are listed, as *.tfrecord; all but hidden ones without it

environment:
AFTER    a file that is there when all of the data is: it is waited for first. Nothing is waited for without it
"""

import fnmatch
import heapq
import json
import os
import shutil
import sys
import time

COMPLETE = "complete"
PROGRESS_SECONDS = 10
PAUSE_SECONDS = 5
TELL_SECONDS = 60


class ShardError(Exception):
    """What the person who runs the job can do something about."""


def say(text):
    print(f"shards: {text}", flush=True)


def wait_for(file):
    """Until a load has written that it is complete: of a dataset that is still being filled, lists would have a part."""
    told = None
    while not os.path.isfile(file):
        if told is None or time.monotonic() - told > TELL_SECONDS:
            told = time.monotonic()
            say(f"waits until the dataset is loaded: {file} is not there")
        time.sleep(PAUSE_SECONDS)


def files_below(folder, pattern="*"):
    """The path and size of each file, in an order that is always the same. Links to folders are not followed."""
    found = []
    told = time.monotonic()

    def fail(error):
        raise ShardError(f"cannot read {error.filename}: {error.strerror}")

    for path, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "lost+found")
        for name in sorted(names):
            if name.startswith(".") or not fnmatch.fnmatchcase(name, pattern):
                continue
            file = os.path.join(path, name)
            if "\n" in file:
                raise ShardError(f"{file!r} has a line break in its name, and each line of a list is a path")
            if os.path.isfile(file):
                found.append((file, os.path.getsize(file)))
        if time.monotonic() - told > PROGRESS_SECONDS:
            told = time.monotonic()
            say(f"has found {len(found)} files so far")
    return found


def divided(files, count):
    """The paths of each shard: the largest file first, each to the shard that has least."""
    shards = [[] for _ in range(count)]
    heap = [(0, 0, index) for index in range(count)]
    for path, size in sorted(files, key=lambda file: (-file[1], file[0])):
        total, number, index = heapq.heappop(heap)
        shards[index].append(path)
        heapq.heappush(heap, (total + size, number + 1, index))
    return [sorted(paths) for paths in shards]


def is_complete(target, count):
    """Whether the lists are there; those of another number of shards are an error."""
    try:
        with open(os.path.join(target, COMPLETE), encoding="utf-8") as file:
            made = json.load(file)["shards"]
    except FileNotFoundError:
        return False
    if made != count:
        raise ShardError(f"{target} has the lists of {made} shards, and {count} are asked for: give the training another run or folder")
    return True


def write(path, text):
    with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def remove_unfinished(target):
    """What an earlier try has left half-way."""
    folder, name = os.path.split(target)
    for entry in os.listdir(folder):
        if entry.startswith(f".{name}."):
            shutil.rmtree(os.path.join(folder, entry), ignore_errors=True)


def write_lists(target, shards, facts):
    """All lists in a folder that gets its name when they are whole."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    remove_unfinished(target)
    unfinished = os.path.join(os.path.dirname(target), f".{os.path.basename(target)}.{os.uname().nodename}-{os.getpid()}")
    os.mkdir(unfinished)
    for index, paths in enumerate(shards):
        write(os.path.join(unfinished, f"shard-{index}.txt"), "".join(f"{path}\n" for path in paths))
    write(os.path.join(unfinished, COMPLETE), json.dumps(facts, sort_keys=True) + "\n")
    try:
        os.rename(unfinished, target)
    except OSError:
        if not is_complete(target, facts["shards"]):
            raise
        # Another pod of the same job was first.
        shutil.rmtree(unfinished, ignore_errors=True)


def run(source, target, count, pattern="*", after=None):
    target = os.path.normpath(target)
    if is_complete(target, count):
        say(f"{target} is there already")
        return
    if after:
        wait_for(after)
    if not os.path.isdir(source):
        raise ShardError(f"the dataset has no folder {source}")
    files = files_below(source, pattern)
    if len(files) < count:
        raise ShardError(f"{source} has {len(files)} files that match {pattern!r}, fewer than {count} shards: each would not have one")
    shards = divided(files, count)
    sizes = dict(files)
    totals = [sum(sizes[path] for path in paths) for paths in shards]
    facts = {"shards": count, "files": len(files), "bytes": sum(totals)}
    write_lists(target, shards, facts)
    say(f"{len(files)} files of {sum(totals)} bytes in {count} lists in {target}, from {min(totals)} to {max(totals)} bytes each")


def main(arguments):
    if len(arguments) not in (3, 4):
        print(__doc__, file=sys.stderr)
        return 2
    source, target, count, *pattern = arguments
    try:
        run(source, target, int(count), *pattern, after=os.environ.get("AFTER"))
    except ShardError as error:
        print(f"shards: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
`;
