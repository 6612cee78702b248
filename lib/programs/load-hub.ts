// Written by `npm run programs` from load_hub.py.

/** The text of load_hub.py. */
export const LOAD_HUB = String.raw`"""Fills a dataset with a repository of a hub that speaks as Hugging Face's does: its list of files, each verified by the checksum that the list has."""

import concurrent.futures
import fnmatch
import hashlib
import json
import os
import re
import urllib.parse

from downloads import digest_of, download, open_url, origin_of, patient, sha256
from loading import Failure, Progress, run, say

AT_ONCE = 4
TOKEN_FILE = "HF_TOKEN"


def _token(folder):
    try:
        with open(os.path.join(folder, TOKEN_FILE), encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        raise Failure(f"the Secret of the token has no key {TOKEN_FILE}") from None


class Hub:
    """The server's API; the token is told to this server alone."""

    def __init__(self, origin):
        self._endpoint = origin["endpoint"].rstrip("/")
        self._repository = urllib.parse.quote(origin["repository"])
        self._kind = origin["kind"]
        folder = os.environ.get("CREDENTIALS")
        self.headers = {"Authorization": f"Bearer {_token(folder)}"} if folder else {}

    def _api(self, rest):
        return f"{self._endpoint}/api/{self._kind}s/{self._repository}/{rest}"

    def _json(self, url):
        def attempt(_):
            with open_url(url, self.headers) as response:
                return json.load(response), response.headers.get("Link") or ""

        return patient(url.split("?")[0], attempt)

    def commit(self, revision):
        answer, _ = self._json(self._api(f"revision/{urllib.parse.quote(revision, safe='')}"))
        return answer["sha"]

    def is_branch(self, revision):
        """False where the hub does not tell."""
        try:
            answer, _ = self._json(self._api("refs"))
        except Failure:
            return False
        return any(branch["name"] == revision for branch in answer.get("branches", []))

    def files(self, commit):
        """All files; the server gives them by pages."""
        url = self._api(f"tree/{commit}?recursive=true")
        while url is not None:
            page, link = self._json(url)
            yield from (entry for entry in page if entry["type"] == "file")
            following = re.search(r'<([^>]+)>;\s*rel="next"', link)
            url = None if following is None else urllib.parse.urljoin(url, following.group(1))
            if url is not None and origin_of(url) != origin_of(self._endpoint):
                raise Failure(f"the next page is at another server, {url.split('?')[0]}")

    def url(self, commit, path):
        prefix = "datasets/" if self._kind == "dataset" else ""
        return f"{self._endpoint}/{prefix}{self._repository}/resolve/{commit}/{urllib.parse.quote(path)}"


def _right(entry):
    size = entry["size"]
    lfs = entry.get("lfs")

    def check(path):
        found_size = os.path.getsize(path)
        if found_size != size:
            return f"wrong size: {found_size} bytes, and {size} are right"
        if lfs is not None:
            found, expected, name = sha256(path), lfs["oid"].replace("sha256:", ""), "sha256"
        else:
            # As git names its blobs.
            found, expected, name = digest_of(path, hashlib.sha1(b"blob %d\0" % size)), entry["oid"], "git blob"
        return None if found == expected else f"wrong checksum: {name} {found}, and {expected} is right"

    return check


def _chosen(files, include):
    if include is None:
        return files
    chosen = [entry for entry in files if any(fnmatch.fnmatchcase(entry["path"], pattern) for pattern in include)]
    if not chosen:
        raise Failure(f"none of {len(files)} files is included by {', '.join(include)}")
    return chosen


def load(dataset, origin):
    hub = Hub(origin)
    commit = hub.commit(origin["revision"])
    if commit != origin["revision"] and hub.is_branch(origin["revision"]):
        say(f"warning: {origin['revision']} is a branch, which moves; a later load may bring other data than {commit}")
    files = _chosen(list(hub.files(commit)), origin.get("include"))
    if not files:
        raise Failure(f"{origin['repository']} has no files at {commit}")
    total = sum(entry["size"] for entry in files)
    say(f"{origin['repository']} at {commit}: {len(files)} files")
    progress = Progress(len(files), total)

    def bring(entry):
        place, right = dataset.place(entry["path"]), _right(entry)
        if os.path.isfile(place) and right(place) is None:
            progress.add(entry["size"])
        else:
            draft = dataset.draft(f"{entry['path']} {entry['oid']}")
            download(hub.url(commit, entry["path"]), draft, right, progress, hub.headers)
            os.replace(draft, place)
        progress.ended()

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(bring, files):
            pass
    return {"commit": commit, "files": len(files), "bytes": total}


if __name__ == "__main__":
    run(load)
`;
