"""Downloads that survive whatever the network does, with Python's standard library alone: resumed by Range, verified before anybody sees them."""

import hashlib
import http.client
import os
import time
import urllib.error
import urllib.parse
import urllib.request

from loading import BLOCK, Failure, say

TIMEOUT_SECONDS = 60
WAIT_SECONDS = float(os.environ.get("WAIT_SECONDS", "2"))
LONGEST_WAIT_SECONDS = 60
# Tries in a row that bring nothing new; a server that breaks off again and again, and each time gives something, is asked on.
MOST_TRIES = 6
RETRIED = {408, 425, 429, 500, 502, 503, 504}
# No space, over the quota, read-only, no permission: waiting helps with none.
LOCAL_ERRORS = {28, 122, 30, 13}


def origin_of(url):
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.netloc


class _Redirects(urllib.request.HTTPRedirectHandler):
    """The token is for the server that it was given for, and not for those that it leads to."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request is not None and origin_of(newurl) != origin_of(req.full_url):
            request.remove_header("Authorization")
        return request


_opener = urllib.request.build_opener(_Redirects)


def _short(url):
    """Without a query, which may sign it."""
    return url.split("?")[0]


def patient(what, attempt):
    """What attempt returns; tried again where the network or the server fails. It is given a function that it calls when it got something."""
    tries = 0

    def got_something():
        nonlocal tries
        tries = 0

    while True:
        try:
            return attempt(got_something)
        except urllib.error.HTTPError as error:
            if error.code not in RETRIED:
                hint = " (is a token needed, and may it read this?)" if error.code in (401, 403) else ""
                raise Failure(f"{what}: the server says {error.code} {error.reason}{hint}") from None
            reason = f"{error.code} {error.reason}"
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, OSError) and error.errno in LOCAL_ERRORS:
                raise Failure(f"{what}: {error.strerror}") from None
            reason = str(error) or type(error).__name__
        tries += 1
        if tries >= MOST_TRIES:
            raise Failure(f"{what}: {reason}, after {tries} tries")
        wait = min(WAIT_SECONDS * 2 ** (tries - 1), LONGEST_WAIT_SECONDS)
        say(f"{what}: {reason}; tries again in {wait:g} s")
        time.sleep(wait)


def open_url(url, headers):
    return _opener.open(urllib.request.Request(url, headers=headers), timeout=TIMEOUT_SECONDS)


def digest_of(path, digest):
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(BLOCK), b""):
            digest.update(block)
    return digest.hexdigest()


def sha256(path):
    return digest_of(path, hashlib.sha256())


def _append(url, headers, draft, progress, got_something):
    have = os.path.getsize(draft) if os.path.exists(draft) else 0
    asked = {**headers, "Range": f"bytes={have}-"} if have else headers
    try:
        response = open_url(url, asked)
    except urllib.error.HTTPError as error:
        if error.code != 416:
            raise
        # All of it is there, or more than there is now: its checksum tells.
        return
    with response:
        goes_on = response.status == 206 and (response.headers.get("Content-Range") or "").startswith(f"bytes {have}-")
        if not goes_on:
            progress.add(-have)
            have = 0
        length = response.headers.get("Content-Length")
        end = None if length is None else have + int(length)
        with open(draft, "ab" if goes_on else "wb") as file:
            for block in iter(lambda: response.read(BLOCK), b""):
                file.write(block)
                have += len(block)
                progress.add(len(block))
                got_something()
            file.flush()
            os.fsync(file.fileno())
    # Python says nothing of a body that ends too early when it is read in blocks.
    if end is not None and have < end:
        raise ConnectionError("the connection broke off")


def size_at(url, headers):
    """What the server says of the size; 0 where it does not."""
    try:
        with _opener.open(urllib.request.Request(url, headers=headers, method="HEAD"), timeout=TIMEOUT_SECONDS) as response:
            return int(response.headers.get("Content-Length") or 0)
    except (OSError, http.client.HTTPException, ValueError):
        return 0


def download(url, draft, is_right, progress, headers=None):
    """Brings what the URL has into the draft, from where an earlier try has come to; again from the beginning where the whole is not right."""
    for last in (False, True):
        if os.path.exists(draft):
            progress.add(os.path.getsize(draft))
        patient(_short(url), lambda got: _append(url, headers or {}, draft, progress, got))
        wrong = is_right(draft)
        if wrong is None:
            return
        progress.add(-os.path.getsize(draft))
        os.remove(draft)
        if last:
            raise Failure(f"{_short(url)}: {wrong}")
        say(f"{_short(url)}: {wrong}; loads it again")
