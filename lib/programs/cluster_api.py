"""The cluster's API server, as the account of the pod that runs this, with Python's standard library alone."""

import json
import os
import ssl
import urllib.error
import urllib.parse
import urllib.request

ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"
TIMEOUT_SECONDS = 30


class ApiError(Exception):
    """What the API server has answered instead of what was asked for."""

    def __init__(self, status, reason, message):
        super().__init__(message)
        self.status = status
        self.reason = reason


def _status_of(error):
    text = error.read().decode("utf-8", "replace")
    try:
        answer = json.loads(text)
    except ValueError:
        answer = {}
    return ApiError(error.code, answer.get("reason", ""), answer.get("message", text) or error.reason)


class ClusterApi:
    """Reads, makes and deletes objects of one namespace."""

    def __init__(self, folder=None, environment=os.environ):
        self._folder = folder or environment.get("ACCOUNT_FOLDER", ACCOUNT_FOLDER)
        host = environment["KUBERNETES_SERVICE_HOST"]
        host = f"[{host}]" if ":" in host else host
        self._server = f"https://{host}:{environment['KUBERNETES_SERVICE_PORT']}"
        self._tls = ssl.create_default_context(cafile=os.path.join(self._folder, "ca.crt"))
        self.namespace = self._read("namespace")

    def _read(self, name):
        with open(os.path.join(self._folder, name), encoding="utf-8") as file:
            return file.read().strip()

    def _path(self, api_version, plural, name):
        root = "/api" if "/" not in api_version else "/apis"
        path = f"{root}/{api_version}/namespaces/{self.namespace}/{plural}"
        return path if name is None else f"{path}/{urllib.parse.quote(name)}"

    def _call(self, method, path, body=None):
        # The token is renewed in its file while the pod runs.
        headers = {"Authorization": f"Bearer {self._read('token')}", "Accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self._server + path, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS, context=self._tls) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise _status_of(error) from None

    def get(self, api_version, plural, name):
        """The object; None where there is none."""
        try:
            return self._call("GET", self._path(api_version, plural, name))
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def list(self, api_version, plural, labels):
        """All objects with these labels."""
        selector = urllib.parse.quote(",".join(f"{key}={value}" for key, value in sorted(labels.items())))
        return self._call("GET", f"{self._path(api_version, plural, None)}?labelSelector={selector}")["items"]

    def create(self, api_version, plural, manifest):
        """The object as the server has made it."""
        return self._call("POST", self._path(api_version, plural, None), manifest)

    def delete(self, api_version, plural, name, uid):
        """Deletes the object of this uid; another one of the same name stays. One that is gone is no error."""
        try:
            self._call("DELETE", self._path(api_version, plural, name), {"preconditions": {"uid": uid}})
        except ApiError as error:
            if error.status != 404:
                raise
