// Written by `npm run programs` from cleanup.py.

/** The text of cleanup.py. */
export const CLEANUP = `"""Deletes a claim when the job that has used it is complete, after a snapshot of it.

CLAIM             the claim
JOB               the job: its name
JOB_API_VERSION   and what it is: batch/v1, kubeflow.org/v1, ray.io/v1
JOB_RESOURCE      jobs, tfjobs, rayjobs
JOB_DONE          the condition that says that it has succeeded: Complete, Succeeded
SNAPSHOT          "true": a snapshot is taken first
SNAPSHOT_CLASS    its VolumeSnapshotClass; empty for the cluster's default of the claim's driver
"""

import os
import time

import snapshots
from cluster_api import ApiError, ClusterApi
from task import Failed, Refused, poll, run, say

AFTER = "cdk8s-ml.io/after"


def conditions_of(job):
    """A RayJob has a word for what it does instead, and one for how its program ended: of one that was stopped the first is Complete too."""
    status = job.get("status") or {}
    word = status.get("jobDeploymentStatus")
    if word is None:
        return status.get("conditions") or []
    kind = "Failed" if word == "Complete" and status.get("jobStatus") != "SUCCEEDED" else word
    why = {"reason": status.get("reason") or status.get("jobStatus"), "message": status.get("message")}
    return [{"type": kind, "status": "True", "lastTransitionTime": status.get("endTime"), **why}]


def condition(job, kind):
    return next((each for each in conditions_of(job) if each["type"] == kind and each["status"] == "True"), None)


def uses(part, claim_name):
    """Whether a volume of some pod in the object is the claim."""
    if isinstance(part, list):
        return any(uses(each, claim_name) for each in part)
    if not isinstance(part, dict):
        return False
    claim = part.get("persistentVolumeClaim")
    if isinstance(claim, dict) and claim.get("claimName") == claim_name:
        return True
    return any(uses(each, claim_name) for each in part.values())


def end_of_pods(spec):
    """When the pods of a finished job go."""
    if spec.get("shutdownAfterJobFinishes"):
        return "its cluster is shut down"
    if "runtimeRef" in spec:
        return "its runtime says so, or somebody deletes it"
    ttl = spec.get("ttlSecondsAfterFinished", spec.get("runPolicy", {}).get("ttlSecondsAfterFinished"))
    return "somebody deletes it" if ttl is None else f"its time to live of {ttl} s is over"


class Watch:
    """Looks at the job until it is complete."""

    def __init__(self, api, claim, env):
        self._api, self._claim, self._env = api, claim, env
        self._seen = None
        self._began = time.monotonic()

    def find(self):
        env = self._env
        name = env["JOB"]
        job = self._api.get(env["JOB_API_VERSION"], env["JOB_RESOURCE"], name)
        if job is None:
            return self._missing(name)
        if self._seen is None:
            say(f"waits until {name} is {env['JOB_DONE']}")
        self._seen = job["metadata"]["uid"]
        failed = condition(job, "Failed")
        if failed is not None:
            raise Refused(f"{name} has failed ({failed.get('reason')}: {failed.get('message')}); the claim stays")
        if condition(job, env["JOB_DONE"]) is None:
            return None
        self._check(job)
        return job

    def _missing(self, name):
        if self._seen is not None:
            raise Refused(f"{name} was deleted before it was seen to be {self._env['JOB_DONE']}; the claim stays")
        if time.monotonic() - self._began > float(self._env.get("START_SECONDS", "3600")):
            raise Failed(f"there is no {name}")
        return None

    def _check(self, job):
        """A job of other data, or of an earlier claim of that name, says nothing of what is on this one."""
        name, claim_name = self._env["JOB"], self._env["CLAIM"]
        if not uses(job.get("spec"), claim_name):
            raise Refused(f"{name} does not use the claim {claim_name}, which stays")
        made = self._claim["metadata"]["creationTimestamp"]
        done = job["status"].get("completionTime") or condition(job, self._env["JOB_DONE"])["lastTransitionTime"]
        # Both in the API server's one format, so that their order is that of the texts.
        if done < made:
            raise Refused(f"{name} was complete at {done}, before the claim {claim_name} was made at {made}; the claim stays")


def snapshot_first(api, claim, env):
    """One for each claim, whoever asks how often: its name has the claim's uid."""
    name = f"{env['CLAIM']}-last-{claim['metadata']['uid'][:8]}"
    found = api.get(snapshots.API_VERSION, snapshots.PLURAL, name)
    if found is not None and not snapshots.is_ours(found, claim):
        raise Refused(f"there is a snapshot {name} that is another's; the claim stays")
    if found is not None:
        say(f"goes on with the snapshot {name}, which an earlier try has made")
    made = found or snapshots.make(api, claim, name, env["SNAPSHOT_CLASS"], {AFTER: env["JOB"]})
    snapshots.wait_until_ready(api, made, float(env.get("WAIT_SECONDS", "3600")), float(env.get("PAUSE_SECONDS", "10")))


def found_claim(api, name, env):
    """The claim; None where there is none even after a while, in which it may be applied."""
    try:
        return poll(
            float(env.get("CLAIM_SECONDS", "60")),
            float(env.get("PAUSE_SECONDS", "10")),
            lambda: api.get("v1", "persistentvolumeclaims", name),
            lambda: f"there is no claim {name}",
        )
    except Failed:
        return None


def main(env=os.environ):
    api = ClusterApi()
    name = env["CLAIM"]
    claim = found_claim(api, name, env)
    if claim is None or "deletionTimestamp" in claim["metadata"]:
        say(f"there is no claim {name}" if claim is None else f"the claim {name} is being deleted already")
        return
    forever = float("inf")
    job = poll(forever, float(env.get("PAUSE_SECONDS", "10")), Watch(api, claim, env).find, lambda: "")
    say(f"{env['JOB']} is {env['JOB_DONE']}")
    if env["SNAPSHOT"] == "true":
        snapshot_first(api, claim, env)
    try:
        api.delete("v1", "persistentvolumeclaims", name, claim["metadata"]["uid"])
    except ApiError as error:
        if error.status == 409:
            raise Refused(f"the claim {name} is another one by now, and stays: {error}") from None
        raise
    end = end_of_pods(job["spec"])
    say(f"deleted the claim {name}: it goes when no pod that has used it is left, those of {env['JOB']} when {end}")


if __name__ == "__main__":
    run(main)
`;
