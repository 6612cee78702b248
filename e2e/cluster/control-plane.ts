import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Children, ChildSpec } from './children';
import { type Client, connect } from './client';
import { Credentials } from './credentials';
import { hasServiceAccount } from './namespaces';
import { freePorts } from './ports';

/** The folders with the programs of each product. */
export type Programs = Readonly<
  Record<
    | 'etcd'
    | 'kubernetes'
    | 'kwok'
    | 'training-operator'
    | 'jobset'
    | 'mpi-operator'
    | 'kuberay'
    | 'trainer'
    | 'external-snapshotter'
    | 'fluid'
    | 'kueue'
    | 'scheduler-plugins'
    | 'volcano',
    string
  >
>;

export interface ControlPlane {
  readonly kubeconfig: string;
  /** The API server's own certificate and its key, made by the server itself; good for 127.0.0.1, and so for the webhooks too. */
  readonly certificate: { readonly cert: string; readonly key: string };
  readonly client: Client;
}

const LOOPBACK = '127.0.0.1';

/** Starts etcd, the API server, the controller manager, the scheduler and KWOK (which plays the kubelets), in a folder of its own. */
export async function startControlPlane(home: string, programs: Programs, children: Children): Promise<ControlPlane> {
  const [etcdPort = 0, peerPort = 0, apiPort = 0, kwokPort = 0, kwokNodePort = 0] = await freePorts(5);
  const credentials = new Credentials(home);
  const etcd = `http://${LOOPBACK}:${etcdPort}`;
  await children.start(etcdSpec(programs, home, etcd, peerPort), () => answers(`${etcd}/health`));

  const server = `https://${LOOPBACK}:${apiPort}`;
  const certificates = join(home, 'certificates');
  mkdirSync(certificates);
  const certificate = { cert: join(certificates, 'apiserver.crt'), key: join(certificates, 'apiserver.key') };
  const kubeconfig = credentials.kubeconfig('admin', server, certificate.cert);
  await children.start(apiServerSpec(programs, credentials, etcd, apiPort, certificates), async () => connect(kubeconfig).isReady());

  const client = connect(kubeconfig);
  const controllers = credentials.kubeconfig('controller-manager', server, certificate.cert);
  const scheduler = credentials.kubeconfig('scheduler', server, certificate.cert);
  await Promise.all([
    children.start(controllerManagerSpec(programs, credentials, controllers, certificate.cert), () => hasServiceAccount(client, 'default')),
    children.start(schedulerSpec(programs, scheduler), async () => true),
    children.start(kwokSpec(programs, kubeconfig, kwokPort, kwokNodePort), () => answers(`http://${LOOPBACK}:${kwokPort}/healthz`)),
  ]);
  return { kubeconfig, certificate, client };
}

async function answers(url: string): Promise<boolean> {
  return (await fetch(url)).ok;
}

function etcdSpec(programs: Programs, home: string, url: string, peerPort: number): ChildSpec {
  const peers = `http://${LOOPBACK}:${peerPort}`;
  return {
    name: 'etcd',
    file: join(programs.etcd, 'etcd'),
    args: [
      `--data-dir=${join(home, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=default=${peers}`,
      // The data are thrown away: nothing is gained by waiting for the disk.
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
  };
}

function apiServerSpec(programs: Programs, credentials: Credentials, etcd: string, port: number, certificates: string): ChildSpec {
  return {
    name: 'kube-apiserver',
    file: join(programs.kubernetes, 'kube-apiserver'),
    // On SIGTERM it waits a minute for its clients.
    stopSignal: 'SIGKILL',
    args: [
      `--etcd-servers=${etcd}`,
      `--secure-port=${port}`,
      `--bind-address=${LOOPBACK}`,
      `--cert-dir=${certificates}`,
      // A loopback address can't be the endpoint of the Service `kubernetes`; nobody here calls it.
      '--advertise-address=10.0.0.1',
      '--endpoint-reconciler-type=none',
      '--service-cluster-ip-range=10.96.0.0/16',
      `--token-auth-file=${credentials.tokens}`,
      '--anonymous-auth=false',
      '--authorization-mode=RBAC',
      '--enable-priority-and-fairness=false',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${credentials.serviceAccountKey}`,
      `--service-account-signing-key-file=${credentials.serviceAccountKey}`,
    ],
  };
}

function controllerManagerSpec(programs: Programs, credentials: Credentials, kubeconfig: string, certificate: string): ChildSpec {
  return {
    name: 'kube-controller-manager',
    file: join(programs.kubernetes, 'kube-controller-manager'),
    args: [
      `--kubeconfig=${kubeconfig}`,
      '--use-service-account-credentials',
      `--service-account-private-key-file=${credentials.serviceAccountKey}`,
      `--root-ca-file=${certificate}`,
      '--leader-elect=false',
      '--secure-port=0',
      // What takes minutes on a cluster is asked for sooner here.
      '--pvclaimbinder-sync-period=2s',
      '--horizontal-pod-autoscaler-sync-period=2s',
      '--horizontal-pod-autoscaler-cpu-initialization-period=1s',
      '--horizontal-pod-autoscaler-initial-readiness-delay=1s',
      '--horizontal-pod-autoscaler-downscale-stabilization=5s',
    ],
  };
}

function schedulerSpec(programs: Programs, kubeconfig: string): ChildSpec {
  return {
    name: 'kube-scheduler',
    file: join(programs.kubernetes, 'kube-scheduler'),
    args: [`--kubeconfig=${kubeconfig}`, `--authentication-kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0'],
  };
}

function kwokSpec(programs: Programs, kubeconfig: string, port: number, nodePort: number): ChildSpec {
  return {
    name: 'kwok',
    file: join(programs.kwok, 'kwok'),
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--config=${join(__dirname, 'stages.yaml')}`,
      '--manage-all-nodes',
      '--node-ip=10.0.0.2',
      `--node-port=${nodePort}`,
      '--node-lease-duration-seconds=40',
      '--cidr=10.128.0.0/9',
      `--server-address=${LOOPBACK}:${port}`,
    ],
  };
}
