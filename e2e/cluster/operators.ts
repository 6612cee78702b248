import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { Children } from './children';
import type { KubeObject } from './client';
import type { ControlPlane, Programs } from './control-plane';
import { freePorts } from './ports';
import { until } from './until';

/** The kinds of the training operator that are installed and run. */
export const TRAINING_KINDS = ['tfjob', 'pytorchjob', 'xgboostjob', 'paddlejob', 'jaxjob'] as const;

/** The CRDs of what the library writes, trimmed to its fields. */
const IMPORTS = join(__dirname, '../../imports');
const TRIMMED = '.crd.yaml';

/** The operators that run. */
const OPERATORS = ['training-operator', 'jobset', 'mpi-operator', 'kuberay', 'trainer'] as const;
/** The products whose custom resources are served, and upon which nobody acts but a stand-in. */
const CRDS_ALONE = ['external-snapshotter', 'fluid', 'kueue', 'scheduler-plugins', 'volcano'] as const;

/** Two operators own a CRD of this name, and a cluster has one of them: mpi-operator's, which works under Pod Security `restricted`. */
const OF_MPI_OPERATOR = 'kubeflow.org_mpijobs.yaml';

/** The kinds that its reconcilers and webhooks know here. Each of its schemas has a pod in it several times over. */
const OF_KUBERAY = ['ray.io_rayclusters.yaml', 'ray.io_rayjobs.yaml'];

/** The largest schemas take a busy machine as long as this. */
const CRD_SECONDS = 120;

/** The folders with the CRDs of the operators. */
export function crdFolders(programs: Programs): string[] {
  return [...OPERATORS, ...CRDS_ALONE].map((name) => join(programs[name], 'crds'));
}

/** Installs the operators' CRDs, starts the operators, and puts their webhooks before the API server. */
export async function startOperators(home: string, programs: Programs, plane: ControlPlane, children: Children): Promise<void> {
  const crdsOf = (name: (typeof OPERATORS)[number]) => join(programs[name], 'crds');
  await Promise.all([
    installCrds(plane, crdsOf('training-operator'), (file) => file !== OF_MPI_OPERATOR),
    installCrds(plane, crdsOf('jobset')),
    installCrds(plane, crdsOf('mpi-operator'), (file) => file === OF_MPI_OPERATOR),
    installStored(plane, crdsOf('kuberay'), OF_KUBERAY),
    installCrds(plane, crdsOf('trainer'), isWritten),
  ]);
  await Promise.all(CRDS_ALONE.map((name) => installCrds(plane, join(programs[name], 'crds'), isWritten)));
  await installCrds(plane, IMPORTS, (file) => file.endsWith(TRIMMED) && isCarriedByNone(programs, file));
  const certificates = webhookCertificates(home, plane);
  const [trainingPort = 0, jobsetPort = 0, rayPort = 0] = await Promise.all([
    startTrainingOperator(programs, plane, children, certificates),
    startJobSet(home, programs, plane, children, certificates),
    startKubeRay(programs, plane, children, certificates),
    startMpiOperator(programs, plane, children),
  ]);
  await installWebhooks(plane, join(programs['training-operator'], 'webhooks', 'manifests.yaml'), 'training-operator', trainingPort);
  await installWebhooks(plane, join(programs.jobset, 'webhooks', 'manifests.yaml'), 'jobset', jobsetPort);
  await installWebhooks(plane, join(programs.kuberay, 'webhooks', 'manifests.yaml'), 'kuberay', rayPort);
  // It watches objects of JobSet and of the gang schedulers, whose CRDs are there by now.
  const trainerPort = await startTrainer(home, programs, plane, children, certificates);
  await installWebhooks(plane, join(programs.trainer, 'webhooks', 'manifests.yaml'), 'trainer', trainerPort);
  await installRuntimes(plane, join(programs.trainer, 'runtimes'));
}

function startTrainingOperator(programs: Programs, plane: ControlPlane, children: Children, certificates: string): Promise<number> {
  const kinds = TRAINING_KINDS.map((kind) => `--enable-scheme=${kind}`);
  return startWithWebhooks('training-operator', kinds, programs, plane, children, certificates);
}

function startKubeRay(programs: Programs, plane: ControlPlane, children: Children, certificates: string): Promise<number> {
  return startWithWebhooks('kuberay', [], programs, plane, children, certificates);
}

/** An operator in a program of our own; the answer is the port of its webhooks. */
async function startWithWebhooks(
  name: 'training-operator' | 'kuberay',
  more: readonly string[],
  programs: Programs,
  plane: ControlPlane,
  children: Children,
  certificates: string,
): Promise<number> {
  const [port = 0, probes = 0] = await freePorts(2);
  const args = [
    `--kubeconfig=${plane.kubeconfig}`,
    ...more,
    `--webhook-port=${port}`,
    `--webhook-cert-dir=${certificates}`,
    `--health-probe-bind-address=127.0.0.1:${probes}`,
  ];
  await children.start({ name, file: join(programs[name], name), args }, () => isReady(probes));
  return port;
}

async function startJobSet(
  home: string,
  programs: Programs,
  plane: ControlPlane,
  children: Children,
  certificates: string,
): Promise<number> {
  const [port = 0, probes = 0] = await freePorts(2);
  const config = join(home, 'jobset.yaml');
  const configuration = {
    apiVersion: 'config.jobset.x-k8s.io/v1alpha1',
    kind: 'Configuration',
    leaderElection: { leaderElect: false },
    internalCertManagement: { enable: false },
    metrics: { bindAddress: '0' },
    health: { healthProbeBindAddress: `127.0.0.1:${probes}` },
    webhook: { host: '127.0.0.1', port, certDir: certificates },
  };
  writeFileSync(config, stringify(configuration));
  const spec = { name: 'jobset', file: join(programs.jobset, 'jobset'), args: [`--kubeconfig=${plane.kubeconfig}`, `--config=${config}`] };
  await children.start(spec, () => isReady(probes));
  return port;
}

/** It takes its certificate from a folder below that of temporary files, and from nowhere else. */
async function startTrainer(
  home: string,
  programs: Programs,
  plane: ControlPlane,
  children: Children,
  certificates: string,
): Promise<number> {
  const [port = 0, probes = 0] = await freePorts(2);
  const temporary = join(home, 'trainer');
  cpSync(certificates, join(temporary, 'k8s-webhook-server', 'serving-certs'), { recursive: true });
  const config = join(home, 'trainer.yaml');
  const configuration = {
    apiVersion: 'config.trainer.kubeflow.org/v1alpha1',
    kind: 'Configuration',
    leaderElection: { leaderElect: false },
    certManagement: { enable: false },
    metrics: { bindAddress: '0' },
    health: { healthProbeBindAddress: `127.0.0.1:${probes}` },
    webhook: { host: '127.0.0.1', port },
  };
  writeFileSync(config, stringify(configuration));
  const file = join(programs.trainer, 'trainer-controller-manager');
  const env = { KUBECONFIG: plane.kubeconfig, TMPDIR: temporary };
  await children.start({ name: 'trainer', file, args: [`--config=${config}`], env }, () => isReady(probes));
  return port;
}

/** The runtimes that Kubeflow Trainer comes with, which trainings name. */
async function installRuntimes(plane: ControlPlane, folder: string): Promise<void> {
  const runtimes = documents(join(folder, 'torch_distributed.yaml'));
  const withInitializers = documents(join(folder, 'torchtune', 'qwen2_5', 'qwen2_5_1.5B.yaml'));
  await Promise.all([...runtimes, ...withInitializers].map((runtime) => plane.client.create(runtime)));
}

/** It has no webhooks: what it does not take it says in an event. */
async function startMpiOperator(programs: Programs, plane: ControlPlane, children: Children): Promise<void> {
  const file = join(programs['mpi-operator'], 'mpi-operator');
  const args = [`--kubeConfig=${plane.kubeconfig}`, '--kube-api-qps=100', '--kube-api-burst=200'];
  await children.start({ name: 'mpi-operator', file, args }, async () => true);
}

async function isReady(port: number): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
}

/** The API server's certificate is good for 127.0.0.1, and it trusts itself: no other is needed. */
function webhookCertificates(home: string, plane: ControlPlane): string {
  const folder = join(home, 'webhook-certificates');
  mkdirSync(folder);
  copyFileSync(plane.certificate.cert, join(folder, 'tls.crt'));
  copyFileSync(plane.certificate.key, join(folder, 'tls.key'));
  return folder;
}

/** Of products with many kinds, those that the library writes: large schemas take a server seconds each. */
function isWritten(file: string): boolean {
  return existsSync(join(IMPORTS, file.replace(/\.yaml$/, TRIMMED)));
}

/** The other version of a CRD that two operators own: `kubeflow.org_mpijobs.v1.crd.yaml`. */
const OTHER_VERSION = /\.v\d\w*\.crd\.yaml$/;

/** Of a product whose module can't be had from the Go module proxy (snapscheduler), or is not run in that version (MXJob), the trimmed CRD stands in. */
function isCarriedByNone(programs: Programs, file: string): boolean {
  if (OTHER_VERSION.test(file)) return false;
  return crdFolders(programs).every((folder) => !existsSync(join(folder, file.replace(TRIMMED, '.yaml'))));
}

async function installCrds(plane: ControlPlane, folder: string, which: (file: string) => boolean = () => true): Promise<void> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml') && which(file));
  await served(
    plane,
    files.flatMap((file) => documents(join(folder, file))),
  );
}

/** The version alone that is kept: a server takes long for such schemas, and another version is as large again. */
async function installStored(plane: ControlPlane, folder: string, files: readonly string[]): Promise<void> {
  const crds = files.flatMap((file) => documents(join(folder, file)));
  await served(
    plane,
    crds.map((crd) => ({
      ...crd,
      spec: { ...crd.spec, versions: crd.spec.versions.filter(({ storage }: { storage: boolean }) => storage) },
    })),
  );
}

async function served(plane: ControlPlane, crds: readonly KubeObject[]): Promise<void> {
  await Promise.all(crds.map((crd) => plane.client.create(crd)));
  await Promise.all(crds.map((crd) => until(`${crd.metadata.name} is served`, () => isEstablished(plane, crd), CRD_SECONDS)));
}

async function isEstablished(plane: ControlPlane, crd: KubeObject): Promise<boolean> {
  const found = await plane.client.read(crd.apiVersion, crd.kind, undefined, crd.metadata.name);
  return (
    found?.status?.conditions?.some(
      (condition: { type: string; status: string }) => condition.type === 'Established' && condition.status === 'True',
    ) ?? false
  );
}

/** The operator's own webhook configurations, called by address instead of by Service. */
async function installWebhooks(plane: ControlPlane, file: string, name: string, port: number): Promise<void> {
  const caBundle = readFileSync(plane.certificate.cert).toString('base64');
  for (const configuration of documents(file)) {
    const webhooks = configuration.webhooks.map((webhook: { clientConfig: { service: { path: string } } }) => {
      const { path } = webhook.clientConfig.service;
      return { ...webhook, ...podsOfJobSets(path), clientConfig: { url: `https://127.0.0.1:${port}${path}`, caBundle } };
    });
    await plane.client.create({ ...configuration, metadata: { name: `${name}-${configuration.metadata.name}` }, webhooks });
  }
}

/** JobSet's webhooks on pods are for its own pods only: its installation says so in a patch of the generated configuration. */
function podsOfJobSets(path: string): object {
  if (!path.endsWith('--v1-pod')) return {};
  return { objectSelector: { matchExpressions: [{ key: 'jobset.sigs.k8s.io/jobset-name', operator: 'Exists' }] } };
}

function documents(file: string): KubeObject[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document) => document.toJS())
    .filter((object) => object !== null);
}
