/** A Python program that tells what a container may do and see, as one line of JSON. */
export const LOOK = `
import json, os, socket

def writable(folder):
    try:
        name = os.path.join(folder, "try")
        open(name, "w").close()
        os.remove(name)
        return "yes"
    except OSError as error:
        return error.strerror

def address(name):
    try:
        return socket.gethostbyname(name)
    except OSError:
        return "unknown"

status = dict(line.split(":", 1) for line in open("/proc/self/status"))
shm = os.statvfs("/dev/shm")
print(json.dumps({
    "writable": {folder: writable(folder) for folder in ("/", "/app", "/usr/local", "/data", "/models", "/tmp", "/dev/shm")},
    "user": [os.getuid(), os.getgid(), os.getgroups()],
    "capabilities": sorted({status[name].strip() for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}),
    "noNewPrivileges": status["NoNewPrivs"].strip(),
    "process": os.getpid(),
    "directory": os.getcwd(),
    "files": sorted(os.listdir()),
    "host": socket.gethostname(),
    "sharedMemory": shm.f_blocks * shm.f_frsize,
    "modelsGroup": os.stat("/models").st_gid if os.path.exists("/models") else None,
    "addresses": {name: address(name) for name in ("tfjob-example-worker-3.ml.svc", "my-model-server", "unknown.ml.svc")},
}))
`;

/** What it prints. */
export interface Look {
  readonly writable: Readonly<Record<string, string>>;
  readonly user: readonly [number, number, readonly number[]];
  readonly capabilities: readonly string[];
  readonly noNewPrivileges: string;
  readonly process: number;
  readonly directory: string;
  readonly files: readonly string[];
  readonly host: string;
  readonly sharedMemory: number;
  readonly modelsGroup: number | null;
  readonly addresses: Readonly<Record<string, string>>;
}
