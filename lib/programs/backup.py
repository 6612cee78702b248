"""Takes a snapshot of a claim, and then deletes the oldest of those that it has taken of it beyond the number to keep.

CLAIM           the claim
KEEP            how many snapshots that are ready stay
RUN             the Job of this run: a pod that is tried again goes on with the snapshot of the first one
SNAPSHOT_CLASS  the VolumeSnapshotClass; empty for the cluster's default of the claim's driver
"""

import os
import time

import snapshots
from cluster_api import ApiError, ClusterApi
from task import Failed, run, say

BACKUP_OF = "cdk8s-ml.io/backup-of"
RUN = "cdk8s-ml.io/run"
TRIES = 5


def new_snapshot(api, claim, env):
    """A snapshot named by the time. Where somebody has that name, of the next second."""
    claim_name = claim["metadata"]["name"]
    for _ in range(TRIES):
        name = time.strftime(f"{claim_name}-%Y%m%d-%H%M%S", time.gmtime())
        try:
            return snapshots.make(api, claim, name, env["SNAPSHOT_CLASS"], {BACKUP_OF: claim_name, RUN: env["RUN"]})
        except ApiError as error:
            if error.status != 409:
                raise
            say(f"there is another snapshot {name}")
            time.sleep(1)
    raise Failed("no name is free")


def age(snapshot):
    return snapshot["metadata"]["creationTimestamp"], snapshot["metadata"]["name"]


def prune(api, own, newest, keep):
    """Deletes what is ready and too old. What is not ready is no backup: it counts for nothing, and stays for who looks after it."""
    ready = sorted((each for each in own if snapshots.is_ready(each) and "deletionTimestamp" not in each["metadata"]), key=age)
    failures = 0
    for surplus in ready[: max(0, len(ready) - keep)]:
        name, uid = surplus["metadata"]["name"], surplus["metadata"]["uid"]
        if uid == newest["metadata"]["uid"]:
            continue
        try:
            api.delete(snapshots.API_VERSION, snapshots.PLURAL, name, uid)
            say(f"deleted the snapshot {name}: {keep} newer ones stay")
        except ApiError as error:
            failures += 1
            say(f"the snapshot {name} can't be deleted: {error}")
    if failures > 0:
        raise Failed(f"{failures} snapshots that are too old are still there")


def main(env=os.environ):
    api = ClusterApi()
    claim = snapshots.bound_claim(api, env["CLAIM"])
    marked = api.list(snapshots.API_VERSION, snapshots.PLURAL, {BACKUP_OF: env["CLAIM"]})
    own = [each for each in marked if snapshots.is_ours(each, claim)]
    begun = [each for each in own if each["metadata"]["labels"].get(RUN) == env["RUN"]]
    if begun:
        say(f"goes on with the snapshot {begun[0]['metadata']['name']}, which an earlier try of this run has made")
    newest = begun[0] if begun else new_snapshot(api, claim, env)
    seconds, pause = float(env.get("WAIT_SECONDS", "1800")), float(env.get("PAUSE_SECONDS", "5"))
    ready = snapshots.wait_until_ready(api, newest, seconds, pause)
    others = [each for each in own if each["metadata"]["uid"] != ready["metadata"]["uid"]]
    foreign = len(marked) - len(own)
    if foreign > 0:
        say(f"leaves {foreign} other snapshots with the label {BACKUP_OF} alone: of an earlier claim of that name, or not made by this")
    unready = [each["metadata"]["name"] for each in others if not snapshots.is_ready(each)]
    if unready:
        say(f"of earlier runs, not ready and left alone: {', '.join(unready)}")
    prune(api, [*others, ready], ready, int(env["KEEP"]))


if __name__ == "__main__":
    run(main)
