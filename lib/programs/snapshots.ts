// Written by `npm run programs` from snapshots.py.

/** The text of snapshots.py. */
export const SNAPSHOTS = `"""Snapshots of a claim (snapshot.storage.k8s.io/v1 VolumeSnapshot): made, and waited for."""

from task import Failed, poll, say

API_VERSION = "snapshot.storage.k8s.io/v1"
PLURAL = "volumesnapshots"

CLAIM_UID = "cdk8s-ml.io/claim-uid"
NAME = "cdk8s-ml.io/snapshot-name"


def bound_claim(api, name):
    """The claim, if there is something on it that a snapshot could have."""
    claim = api.get("v1", "persistentvolumeclaims", name)
    if claim is None:
        raise Failed(f"there is no claim {name}")
    if "deletionTimestamp" in claim["metadata"]:
        raise Failed(f"the claim {name} is being deleted")
    phase = claim.get("status", {}).get("phase")
    if phase != "Bound":
        raise Failed(f"the claim {name} is {phase}, and only one that is Bound has data")
    return claim


def make(api, claim, name, snapshot_class, labels):
    """A snapshot that says whose it is: of which claim, and under which name, which a copy of it would not have."""
    source = claim["metadata"]
    spec = {"source": {"persistentVolumeClaimName": source["name"]}}
    if snapshot_class:
        spec["volumeSnapshotClassName"] = snapshot_class
    metadata = {
        "name": name,
        "labels": {"app.kubernetes.io/managed-by": "cdk8s-ml", **labels},
        "annotations": {CLAIM_UID: source["uid"], NAME: name},
    }
    made = api.create(API_VERSION, PLURAL, {"apiVersion": API_VERSION, "kind": "VolumeSnapshot", "metadata": metadata, "spec": spec})
    say(f"made the snapshot {name} of the claim {source['name']}")
    return made


def is_ours(snapshot, claim):
    """Whether it was made by make(), of this very claim: not of an earlier one of the same name, and no copy of such a snapshot."""
    metadata = snapshot["metadata"]
    annotations = metadata.get("annotations", {})
    source = snapshot.get("spec", {}).get("source", {}).get("persistentVolumeClaimName")
    return (
        annotations.get(NAME) == metadata["name"]
        and annotations.get(CLAIM_UID) == claim["metadata"]["uid"]
        and source == claim["metadata"]["name"]
    )


def is_ready(snapshot):
    return (snapshot.get("status") or {}).get("readyToUse") is True


def wait_until_ready(api, snapshot, seconds, pause):
    """Waits until the snapshot can be restored. What its controller says of an error is told: it tries again by itself."""
    name, uid = snapshot["metadata"]["name"], snapshot["metadata"]["uid"]
    told = []

    def find():
        found = api.get(API_VERSION, PLURAL, name)
        if found is None or found["metadata"]["uid"] != uid:
            raise Failed(f"the snapshot {name} was deleted before it was ready")
        message = ((found.get("status") or {}).get("error") or {}).get("message")
        if message and message not in told:
            told.append(message)
            say(f"the snapshot {name} has an error: {message}")
        return found if is_ready(found) else None

    def failure():
        reason = told[-1] if told else "its controller says nothing: is there one, and a VolumeSnapshotClass for the claim's driver?"
        return f"after {seconds} s the snapshot {name} is not ready: {reason}"

    ready = poll(seconds, pause, find, failure)
    say(f"the snapshot {name} is ready")
    return ready
`;
