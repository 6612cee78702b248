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

/** A Python program for every task of a TFJob: ends with 0 once it has reached all others at their addresses and all others it. */
export const MEET = `
import json, os, socket, threading, time

config = json.loads(os.environ["TF_CONFIG"])
own = config["cluster"][config["task"]["type"]][config["task"]["index"]]
others = [address for addresses in config["cluster"].values() for address in addresses if address != own]
server = socket.create_server(("0.0.0.0", int(own.rsplit(":", 1)[1])))

def answer():
    for _ in others:
        server.accept()[0].sendall(own.encode())

def ask(address):
    host, port = address.rsplit(":", 1)
    for _ in range(200):
        try:
            with socket.create_connection((host, int(port)), timeout=5) as connection:
                return connection.recv(100).decode()
        except OSError:
            time.sleep(0.1)

answering = threading.Thread(target=answer)
answering.start()
for address in others:
    found = ask(address)
    assert found == address, f"{address} is {found}"
answering.join()
`;
