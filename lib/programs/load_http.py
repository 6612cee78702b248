"""Fills a dataset with files and unpacked archives that HTTP servers have, each of which has the checksum that is known of it."""

import concurrent.futures
import os
import shutil
import stat
import tarfile
import zipfile

from downloads import download, sha256, size_at
from loading import Failure, Progress, run, say

AT_ONCE = 4


def _right(expected):
    def check(path):
        found = sha256(path)
        return None if found == expected else f"wrong checksum: sha256 {found}, and {expected} is right"

    return check


def _unpack_tar(archive, folder):
    if not hasattr(tarfile, "data_filter"):
        raise Failure("this Python has no tarfile.data_filter, without which archives can write anywhere")
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    except tarfile.FilterError as error:
        raise Failure(f"the archive is refused: {error}") from None


def _unpack_zip(archive, folder):
    with zipfile.ZipFile(archive) as file:
        for entry in file.infolist():
            name = entry.filename
            if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name.split("/")[0]:
                raise Failure(f"the archive is refused: {name!r} would be outside of its folder")
            if stat.S_ISLNK(entry.external_attr >> 16):
                raise Failure(f"the archive is refused: {name!r} is a link")
        file.extractall(folder)


def _unpack(archive, folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    try:
        if tarfile.is_tarfile(archive):
            _unpack_tar(archive, folder)
        elif zipfile.is_zipfile(archive):
            _unpack_zip(archive, folder)
        else:
            raise Failure("is no tar archive, plain or compressed by gzip, bzip2 or xz, and no zip archive")
    except (EOFError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise Failure(f"the archive is broken: {error}") from None


def _move(dataset, unpacked, below):
    """Puts all that was unpacked to its place, over what an earlier load left there."""
    count = 0
    for folder, folders, names in os.walk(unpacked):
        within = os.path.relpath(folder, unpacked)
        path = "/".join(part for part in (below, "" if within == "." else within) if part)
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in names + links:
            place = dataset.place(f"{path}/{name}" if path else name)
            if os.path.isdir(place) and not os.path.islink(place):
                raise Failure(f"{place} is a folder, and the archive has a file of that name")
            os.replace(os.path.join(folder, name), place)
            count += 1
        for name in folders:
            if name not in links:
                os.makedirs(dataset.place(f"{path}/{name}" if path else name), exist_ok=True)
    return count


def _archive(dataset, item, draft, progress):
    stamp = f"{draft}.done"
    if os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as file:
            return int(file.read())
    download(item["url"], draft, _right(item["sha256"]), progress)
    say(f"unpacks {item['url'].split('?')[0]}")
    try:
        _unpack(draft, f"{draft}.unpacked")
    except Failure as failure:
        raise Failure(f"{item['url'].split('?')[0]}: {failure}") from None
    count = _move(dataset, f"{draft}.unpacked", item.get("folder", ""))
    # What was unpacked is on the disk before anything says that it is.
    os.sync()
    with open(f"{stamp}.new", "w", encoding="utf-8") as file:
        file.write(str(count))
    os.replace(f"{stamp}.new", stamp)
    shutil.rmtree(f"{draft}.unpacked", ignore_errors=True)
    os.remove(draft)
    return count


def _file(dataset, item, draft, progress):
    place = dataset.place(item["path"])
    right = _right(item["sha256"])
    if os.path.isfile(place) and right(place) is None:
        progress.add(os.path.getsize(place))
        return 1
    download(item["url"], draft, right, progress)
    os.replace(draft, place)
    return 1


def load(dataset, origin):
    items = origin["downloads"]
    progress = Progress(len(items))

    def bring(item):
        draft = dataset.draft(" ".join(str(each) for each in item.items()))
        size = size_at(item["url"], {})
        if size > 0:
            progress.began(size)
        count = (_archive if item["unpack"] else _file)(dataset, item, draft, progress)
        progress.ended()
        return count

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        return {"files": sum(pool.map(bring, items))}


if __name__ == "__main__":
    run(load)
