"""Tests of the programs of the library's own tasks, which need no cluster: python3 -m unittest discover -s test/programs."""

import contextlib
import io
import json
import pathlib
import ssl
import sys
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest import mock

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "lib" / "programs"))

import backup  # noqa: E402
import cleanup  # noqa: E402
import cluster_api  # noqa: E402
import snapshots  # noqa: E402
import task  # noqa: E402
from cluster_api import ApiError  # noqa: E402

CLAIM = {
    "metadata": {"name": "images", "uid": "claim-1", "creationTimestamp": "2026-01-01T00:00:00Z"},
    "status": {"phase": "Bound"},
}
BACKUP = {"CLAIM": "images", "KEEP": "2", "RUN": "run-new", "SNAPSHOT_CLASS": "", "PAUSE_SECONDS": "0", "WAIT_SECONDS": "0.05"}
CLEANUP = {
    "CLAIM": "images",
    "JOB": "train",
    "JOB_API_VERSION": "batch/v1",
    "JOB_RESOURCE": "jobs",
    "JOB_DONE": "Complete",
    "SNAPSHOT": "true",
    "SNAPSHOT_CLASS": "",
    "PAUSE_SECONDS": "0",
    "WAIT_SECONDS": "0.05",
    "CLAIM_SECONDS": "0",
    "START_SECONDS": "0",
}


class Api:
    """An API server in memory."""

    def __init__(self, *objects):
        self.objects = {}
        self.made = 0
        self.ready = True
        self.failing = []
        for plural, each in objects:
            self.objects[plural, each["metadata"]["name"]] = each

    def get(self, _version, plural, name):
        if self.failing:
            raise self.failing.pop(0)
        return self.objects.get((plural, name))

    def list(self, _version, plural, labels):
        found = [each for (kind, _), each in self.objects.items() if kind == plural]
        return [each for each in found if labels.items() <= each["metadata"].get("labels", {}).items()]

    def create(self, _version, plural, manifest):
        metadata = manifest["metadata"]
        if (plural, metadata["name"]) in self.objects:
            raise ApiError(409, "AlreadyExists", "it is there")
        self.made += 1
        status = {"readyToUse": True} if self.ready else {"error": {"message": "no driver"}}
        times = {"uid": f"made-{self.made}", "creationTimestamp": f"2026-02-01T00:00:{self.made:02}Z"}
        made = {**manifest, "metadata": {**metadata, **times}, "status": status}
        self.objects[plural, metadata["name"]] = made
        return made

    def delete(self, _version, plural, name, uid):
        found = self.objects.get((plural, name))
        if found is None:
            return
        if found["metadata"]["uid"] != uid:
            raise ApiError(409, "Conflict", "another uid")
        if "finalizers" in found["metadata"]:
            raise ApiError(500, "InternalError", "it is held")
        del self.objects[plural, name]

    def names(self, plural="volumesnapshots"):
        return sorted(name for kind, name in self.objects if kind == plural)


def snapshot(name, second, ready=True, **changes):
    annotations = {snapshots.NAME: name, snapshots.CLAIM_UID: "claim-1"}
    metadata = {
        "name": name,
        "uid": f"uid-{name}",
        "creationTimestamp": f"2026-01-01T00:00:{second:02}Z",
        "labels": {backup.BACKUP_OF: "images", backup.RUN: f"run-{name}"},
        "annotations": annotations,
    }
    found = {"metadata": {**metadata, **changes}, "spec": {"source": {"persistentVolumeClaimName": "images"}}, "status": {"readyToUse": ready}}
    return "volumesnapshots", found


def job(conditions, uid="job-1", claim="images", **status):
    volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": claim}}]
    spec = {"template": {"spec": {"volumes": volumes}}, "ttlSecondsAfterFinished": 60}
    found = [{"type": each, "status": "True", "lastTransitionTime": "2026-01-02T00:00:00Z"} for each in conditions]
    return "jobs", {"metadata": {"name": "train", "uid": uid}, "spec": spec, "status": {"conditions": found, **status}}


class TaskTest(unittest.TestCase):
    def run_main(self, program, api, env):
        """Exit code and log of a program."""
        log = io.StringIO()
        with mock.patch.object(program, "ClusterApi", lambda: api), contextlib.redirect_stdout(log):
            try:
                task.run(lambda: program.main(env))
            except SystemExit as end:
                return end.code, log.getvalue()
        return 0, log.getvalue()


class BackupTest(TaskTest):
    def backup(self, *objects, **env):
        self.api = Api(("persistentvolumeclaims", CLAIM), *objects)
        return self.run_main(backup, self.api, {**BACKUP, **env})

    def test_keeps_the_newest(self):
        code, log = self.backup(snapshot("a", 3), snapshot("b", 1), snapshot("c", 2))
        self.assertEqual(code, 0, log)
        self.assertEqual([name for name in self.api.names() if len(name) == 1], ["a"])
        self.assertEqual(len(self.api.names()), 2)

    def test_of_one_second_the_later_name_is_the_newer(self):
        self.backup(snapshot("a", 1), snapshot("b", 1))
        self.assertEqual([name for name in self.api.names() if len(name) == 1], ["b"])

    def test_deletes_nothing_before_there_are_enough(self):
        self.backup(snapshot("a", 1), KEEP="5")
        self.assertEqual(len(self.api.names()), 2)

    def test_what_is_not_ready_counts_for_nothing_and_stays(self):
        code, log = self.backup(snapshot("a", 1), snapshot("b", 2, ready=False), snapshot("c", 3), KEEP="2")
        self.assertEqual(code, 0, log)
        self.assertEqual([name for name in self.api.names() if len(name) == 1], ["b", "c"])
        self.assertIn("not ready and left alone: b", log)

    def test_what_is_being_deleted_counts_for_nothing(self):
        self.backup(snapshot("a", 1), snapshot("b", 2, deletionTimestamp="2026-01-01T00:00:00Z"), KEEP="2")
        self.assertIn("a", self.api.names())

    def test_one_that_can_not_be_deleted_does_not_save_the_others(self):
        code, log = self.backup(snapshot("a", 1, finalizers=["x"]), snapshot("b", 2), snapshot("c", 3), KEEP="1")
        self.assertEqual(code, task.FAILED)
        self.assertIn("the snapshot a can't be deleted: it is held", log)
        self.assertEqual([name for name in self.api.names() if len(name) == 1], ["a"])

    def test_not_its_own_stay(self):
        copied = snapshot("copied", 1, annotations={snapshots.NAME: "a", snapshots.CLAIM_UID: "claim-1"})
        earlier = snapshot("earlier", 1, annotations={snapshots.NAME: "earlier", snapshots.CLAIM_UID: "claim-0"})
        self.backup(copied, earlier, snapshot("bare", 1, annotations={}), snapshot("a", 1), KEEP="1")
        self.assertEqual([name for name in self.api.names() if not name.startswith("images-")], ["bare", "copied", "earlier"])

    def test_nothing_goes_where_the_new_one_is_not_ready(self):
        self.api = Api(("persistentvolumeclaims", CLAIM), snapshot("a", 1), snapshot("b", 2))
        self.api.ready = False
        code, log = self.run_main(backup, self.api, {**BACKUP, "KEEP": "1"})
        self.assertEqual(code, task.FAILED)
        self.assertIn("is not ready: no driver", log)
        self.assertEqual(len(self.api.names()), 3)

    def test_goes_on_with_what_its_run_has_begun(self):
        self.backup(snapshot("a", 1, labels={backup.BACKUP_OF: "images", backup.RUN: "run-new"}))
        self.assertEqual(self.api.names(), ["a"])

    def test_a_name_that_is_taken_is_not_the_end(self):
        times = ["images-1", "images-1", "images-2"]
        with mock.patch.object(backup.time, "strftime", side_effect=lambda *_: times.pop(0) if times else "t"), mock.patch.object(backup.time, "sleep"):
            api = Api(("persistentvolumeclaims", CLAIM), snapshot("images-1", 1, labels={}))
            with contextlib.redirect_stdout(io.StringIO()):
                made = backup.new_snapshot(api, CLAIM, BACKUP)
        self.assertEqual(len(api.names()), 2)
        self.assertNotEqual(made["metadata"]["name"], "images-1")

    def test_a_server_that_is_away_for_a_while_is_asked_again(self):
        for error in (OSError("connection refused"), ApiError(503, "ServiceUnavailable", "later")):
            api = Api(snapshot("a", 1))
            api.failing = [error]
            with contextlib.redirect_stdout(io.StringIO()) as log:
                snapshots.wait_until_ready(api, api.objects["volumesnapshots", "a"], 5, 0)
            self.assertIn("can't be asked now", log.getvalue())

    def test_a_claim_that_has_nothing_is_told(self):
        for phase, text in (("Pending", "is Pending, and only one that is Bound has data"), (None, "there is no claim images")):
            claim = {**CLAIM, "status": {"phase": phase}}
            api = Api() if phase is None else Api(("persistentvolumeclaims", claim))
            code, log = self.run_main(backup, api, BACKUP)
            self.assertEqual(code, task.FAILED)
            self.assertIn(text, log)
            self.assertEqual(api.names(), [])


class CleanupTest(TaskTest):
    def cleanup(self, *objects, **env):
        self.api = Api(("persistentvolumeclaims", CLAIM), *objects)
        return self.run_main(cleanup, self.api, {**CLEANUP, **env})

    def assert_kept(self, code, log, wanted, text):
        self.assertEqual(code, wanted, log)
        self.assertIn(text, log)
        self.assertEqual(self.api.names("persistentvolumeclaims"), ["images"])

    def test_deletes_after_a_snapshot(self):
        code, log = self.cleanup(job(["Complete"]))
        self.assertEqual(code, 0, log)
        self.assertEqual(self.api.names("persistentvolumeclaims"), [])
        self.assertEqual(self.api.names(), ["images-last-claim-1"])

    def test_keeps_the_claim_of_a_job_that_has_failed(self):
        self.assert_kept(*self.cleanup(job(["Failed"])), task.REFUSED, "train has failed")

    def ray(self, word, status, shutdown=True):
        """A RayJob, which has no conditions."""
        volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": "images"}}]
        cluster = {"workerGroupSpecs": [{"template": {"spec": {"volumes": volumes}}}]}
        ended = {"jobDeploymentStatus": word, "jobStatus": status, "endTime": "2026-01-02T00:00:00Z"}
        found = {"metadata": {"name": "train", "uid": "job-1"}, "spec": {"rayClusterSpec": cluster}, "status": ended}
        found["spec"]["shutdownAfterJobFinishes"] = shutdown
        return "rayjobs", found

    def after_ray(self, *ended, **more):
        return self.cleanup(self.ray(*ended, **more), JOB_API_VERSION="ray.io/v1", JOB_RESOURCE="rayjobs")

    def test_deletes_after_a_rayjob_that_has_succeeded(self):
        code, log = self.after_ray("Complete", "SUCCEEDED")
        self.assertEqual(code, 0, log)
        self.assertEqual(self.api.names("persistentvolumeclaims"), [])
        self.assertIn("those of train when its cluster is shut down", log)

    def test_of_a_rayjob_that_keeps_its_cluster_somebody_deletes_the_pods(self):
        self.assertIn("those of train when somebody deletes it", self.after_ray("Complete", "SUCCEEDED", shutdown=False)[1])

    def test_keeps_the_claim_of_a_rayjob_that_was_stopped_or_has_failed(self):
        self.assert_kept(*self.after_ray("Complete", "STOPPED"), task.REFUSED, "train has failed (STOPPED")
        self.assert_kept(*self.after_ray("Failed", "FAILED"), task.REFUSED, "train has failed (FAILED")

    def test_waits_while_a_rayjob_is_tried_again(self):
        api = Api(("persistentvolumeclaims", CLAIM), self.ray("Retrying", "FAILED"))
        env = {**CLEANUP, "JOB_API_VERSION": "ray.io/v1", "JOB_RESOURCE": "rayjobs"}
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertIsNone(cleanup.Watch(api, CLAIM, env).find())

    def test_the_pods_of_a_trainjob_go_as_its_runtime_says(self):
        self.assertEqual(cleanup.end_of_pods({"runtimeRef": {"name": "torch"}}), "its runtime says so, or somebody deletes it")

    def test_keeps_the_claim_of_a_job_that_does_not_use_it(self):
        self.assert_kept(*self.cleanup(job(["Complete"], claim="others")), task.REFUSED, "does not use the claim")

    def test_keeps_a_claim_that_is_younger_than_the_job_s_end(self):
        old = job(["Complete"], completionTime="2025-12-31T23:59:59Z")
        self.assert_kept(*self.cleanup(old), task.REFUSED, "before the claim images was made")

    def test_keeps_the_claim_without_a_job(self):
        self.assert_kept(*self.cleanup(), task.FAILED, "there is no train")

    def test_keeps_the_claim_without_its_snapshot(self):
        self.api = Api(("persistentvolumeclaims", CLAIM), job(["Complete"]))
        self.api.ready = False
        self.assert_kept(*self.run_main(cleanup, self.api, CLEANUP), task.FAILED, "is not ready: no driver")

    def test_keeps_the_claim_where_its_snapshot_s_name_is_taken(self):
        foreign = snapshot("images-last-claim-1", 1, annotations={})
        self.assert_kept(*self.cleanup(job(["Complete"]), foreign), task.REFUSED, "that is another's")

    def test_keeps_another_claim_of_the_same_name(self):
        self.api = Api(("persistentvolumeclaims", CLAIM), job(["Complete"]))
        other = {**CLAIM, "metadata": {**CLAIM["metadata"], "uid": "claim-2"}}
        create = self.api.create
        self.api.create = lambda *args: (self.api.objects.update({("persistentvolumeclaims", "images"): other}), create(*args))[1]
        self.assert_kept(*self.run_main(cleanup, self.api, CLEANUP), task.REFUSED, "is another one by now")

    def test_waits_while_the_job_runs_and_notices_when_it_goes(self):
        api = Api(("persistentvolumeclaims", CLAIM), job([]))
        watch = cleanup.Watch(api, CLAIM, CLEANUP)
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertIsNone(watch.find())
            del api.objects["jobs", "train"]
            with self.assertRaisesRegex(task.Refused, "was deleted before"):
                watch.find()

    def test_a_claim_that_is_gone_is_done(self):
        for objects in ((), (("persistentvolumeclaims", {**CLAIM, "metadata": {**CLAIM["metadata"], "deletionTimestamp": "x"}}),)):
            code, log = self.run_main(cleanup, Api(*objects), CLEANUP)
            self.assertEqual(code, 0, log)

    def test_finds_volumes_wherever_they_stand(self):
        deep = {"tfReplicaSpecs": {"Worker": {"template": {"spec": {"volumes": [{"persistentVolumeClaim": {"claimName": "images"}}]}}}}}
        self.assertTrue(cleanup.uses(deep, "images"))
        self.assertFalse(cleanup.uses(deep, "other"))
        self.assertFalse(cleanup.uses(None, "images"))


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        length = int(self.headers.get("Content-Length", 0))
        self.server.calls.append((self.command, self.path, self.headers["Authorization"], self.rfile.read(length).decode()))
        status, body = self.server.answers.pop(0)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    do_GET = do_POST = do_DELETE = answer

    def log_message(self, *_):
        pass


class ClusterApiTest(unittest.TestCase):
    def setUp(self):
        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.server.calls, self.server.answers = [], []
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "namespace").write_text("ml\n")
        (self.folder / "token").write_text("first\n")
        environment = {"KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"}
        with mock.patch.object(cluster_api.ssl, "create_default_context", return_value=ssl.create_default_context()):
            self.api = cluster_api.ClusterApi(str(self.folder), environment)
        self.assertEqual(self.api._server, "https://[fd00::1]:443")
        self.api._server = f"http://127.0.0.1:{self.server.server_port}"

    def test_reads_with_the_token_of_the_moment(self):
        self.server.answers = [(200, {"a": 1}), (404, {})]
        self.assertEqual(self.api.get("v1", "persistentvolumeclaims", "images"), {"a": 1})
        (self.folder / "token").write_text("second")
        self.assertIsNone(self.api.get("batch/v1", "jobs", "train"))
        self.assertEqual(
            [call[:3] for call in self.server.calls],
            [
                ("GET", "/api/v1/namespaces/ml/persistentvolumeclaims/images", "Bearer first"),
                ("GET", "/apis/batch/v1/namespaces/ml/jobs/train", "Bearer second"),
            ],
        )

    def test_lists_by_labels(self):
        self.server.answers = [(200, {"items": [1]})]
        self.assertEqual(self.api.list("v1", "pods", {"example.com/a": "x", "b": "y"}), [1])
        self.assertEqual(self.server.calls[0][1], "/api/v1/namespaces/ml/pods?labelSelector=b%3Dy%2Cexample.com/a%3Dx")

    def test_deletes_by_uid(self):
        self.server.answers = [(200, {}), (404, {})]
        for _ in range(2):
            self.api.delete("v1", "pods", "a", "uid-1")
        self.assertEqual(json.loads(self.server.calls[0][3]), {"preconditions": {"uid": "uid-1"}})

    def test_tells_what_the_server_says(self):
        self.server.answers = [(403, {"reason": "Forbidden", "message": "pods is forbidden"}), (502, b"<html>bad gateway")]
        for status, reason, message in ((403, "Forbidden", "pods is forbidden"), (502, "", "<html>bad gateway")):
            with self.assertRaises(ApiError) as caught:
                self.api.create("v1", "pods", {})
            self.assertEqual((caught.exception.status, caught.exception.reason, str(caught.exception)), (status, reason, message))


if __name__ == "__main__":
    unittest.main()
