import { kindOf } from '../../lib/workload/kinds/table';
import type { manifestsIn } from './programs';
import { arrowHead, label, picture } from './svg';

type Manifest = ReturnType<typeof manifestsIn>[number];

/** A sort of pods in a training. */
interface Group {
  readonly role: string;
  readonly count: number;
  readonly gpus: number;
}

/** Who makes the pods, and how a pod is told its place among them. */
interface Route {
  readonly construct: string;
  readonly by: string;
  readonly told: string;
}

const ROW = { height: 68, gap: 10, top: 108 };
const LEFT = { x: 20, width: 250 };
const MIDDLE = { x: 330, width: 420 };
const RIGHT = 776;
const WIDTH = 1180;
const POD = { size: 20, gap: 6 };
const MAKER = { operator: '#5f3dc4', kubernetes: '#0b7285' };
const TITLE = 'font-size="15" font-weight="600" fill="#212529"';
const SMALL = 'font-size="13" fill="#495057"';

const OPERATOR = "Kubeflow's training operator";

/** What the field calls them: each is among the variables that the library leaves to the operator. */
const ROUTES: Readonly<Record<string, Route>> = {
  PyTorchJob: { construct: 'PyTorchJobCluster', by: OPERATOR, told: 'PET_RDZV_ENDPOINT, for torchrun' },
  TFJob: { construct: 'TfJobCluster', by: OPERATOR, told: 'TF_CONFIG' },
  JAXJob: { construct: 'JaxJobCluster', by: OPERATOR, told: 'COORDINATOR_ADDRESS, PROCESS_ID' },
  XGBoostJob: { construct: 'XgboostJobCluster', by: OPERATOR, told: 'MASTER_ADDR, RANK' },
  PaddleJob: { construct: 'PaddleJobCluster', by: OPERATOR, told: 'PADDLE_MASTER' },
  MPIJob: { construct: 'MpiJobCluster', by: 'mpi-operator', told: 'a file of hosts, and ssh' },
  RayJob: { construct: 'RayJobCluster', by: 'KubeRay', told: "Ray's own protocol" },
  TrainJob: { construct: 'TrainJob', by: 'Kubeflow Trainer', told: 'the runtime that it names' },
  JobSet: { construct: 'JobSetCluster', by: 'JobSet', told: '' },
  Job: { construct: 'GpuTrainingJob', by: 'Kubernetes alone', told: '' },
};

/** Variables by which frameworks find each other's processes, the first that a pod has. */
const PLACES: Readonly<Record<string, string>> = {
  PET_MASTER_ADDR: 'PET_MASTER_ADDR, for torchrun',
  JAX_COORDINATOR_ADDRESS: 'JAX_COORDINATOR_ADDRESS, JAX_PROCESS_ID',
  TF_CONFIG: 'TF_CONFIG',
  DMLC_PS_ROOT_URI: 'DMLC_PS_ROOT_URI',
};

function gpusOf(limits: Readonly<Record<string, unknown>> = {}): number {
  return Number(limits['nvidia.com/gpu'] ?? 0);
}

/** `others`: a TrainJob has the pods of the runtime that it names. */
function groupsOf(manifest: Manifest, others: readonly Manifest[]): Group[] {
  const known = manifest as Parameters<typeof kindOf>[0] & Manifest;
  const find = (kind: string, _: string, name: string) => others.find((each) => each.kind === kind && each.metadata.name === name) as never;
  const inside = kindOf(known)?.podsInside(known as never, find) ?? [];
  return inside.map(({ role, count, template }) => {
    const gpus = (template.spec?.containers ?? []).map(({ resources }) => gpusOf(resources?.limits as Record<string, unknown> | undefined));
    return { role, count, gpus: Math.max(0, ...gpus) };
  });
}

/** As the pods of the manifest say, where no operator tells them later. */
function toldIn(manifest: Manifest): string | undefined {
  const text = JSON.stringify(manifest);
  return Object.entries(PLACES).find(([name]) => text.includes(`"name":"${name}"`))?.[1];
}

function pods(groups: readonly Group[], y: number): string[] {
  const all = groups.flatMap(({ count, gpus }) => Array.from({ length: count }, () => gpus > 0));
  return all.map((hasGpu, i) => {
    const x = MIDDLE.x + MIDDLE.width - 18 - (all.length - i) * (POD.size + POD.gap);
    const fill = hasGpu ? '#f59f00' : '#fff';
    return `<rect x="${x}" y="${y + (ROW.height - POD.size) / 2}" width="${POD.size}" height="${POD.size}" rx="4" fill="${fill}" stroke="#495057"/>`;
  });
}

function rolesText(groups: readonly Group[]): string {
  const named = groups.filter(({ role }) => role !== '');
  if (named.length === 0) return `${groups.reduce((sum, { count }) => sum + count, 0)} pods, numbered`;
  return named.map(({ role, count }) => `${count} ${role}`).join(', ');
}

function row(manifest: Manifest, index: number, others: readonly Manifest[]): string {
  const y = ROW.top + index * (ROW.height + ROW.gap);
  const route = ROUTES[manifest.kind];
  if (route === undefined) throw new Error(`the picture does not know how a ${manifest.kind} finds its pods`);
  const color = route.by.startsWith('Kubernetes') ? MAKER.kubernetes : MAKER.operator;
  const groups = groupsOf(manifest, others);
  const middle = y + ROW.height / 2;
  return [
    `<rect x="${LEFT.x}" y="${y}" width="${LEFT.width}" height="${ROW.height}" rx="8" fill="#e7f5ff" stroke="#1971c2" stroke-width="1.5"/>`,
    label(LEFT.x + 16, y + 29, route.construct, TITLE),
    label(LEFT.x + 16, y + 50, `'${manifest.metadata.name}'`, SMALL),
    `<path d="M${LEFT.x + LEFT.width + 8} ${middle} H${MIDDLE.x - 14}" stroke="#868e96" stroke-width="2" marker-end="url(#arrow)"/>`,
    `<rect x="${MIDDLE.x}" y="${y}" width="${MIDDLE.width}" height="${ROW.height}" rx="8" fill="#fff" stroke="${color}" stroke-width="1.5"/>`,
    `<rect x="${MIDDLE.x}" y="${y}" width="6" height="${ROW.height}" rx="3" fill="${color}"/>`,
    label(MIDDLE.x + 18, y + 29, manifest.kind, TITLE),
    label(MIDDLE.x + 18, y + 50, rolesText(groups), SMALL),
    ...pods(groups, y),
    label(RIGHT, y + 29, route.by, `font-size="14" font-weight="600" fill="${color}"`),
    label(RIGHT, y + 50, toldIn(manifest) ?? route.told, SMALL),
  ].join('\n');
}

function legend(): string[] {
  const at = (x: number, fill: string, text: string) => [
    `<rect x="${x}" y="72" width="14" height="14" rx="3" fill="${fill}" stroke="#495057"/>`,
    label(x + 22, 84, text, SMALL),
  ];
  return [...at(MIDDLE.x, '#f59f00', 'a pod with a GPU'), ...at(MIDDLE.x + 160, '#fff', 'a pod without')];
}

/** One training by each construct: which object it is, which pods, who makes them, and by what they find each other. */
export function trainingAtEveryScale(manifests: readonly Manifest[]): string {
  const trainings = manifests.filter(({ kind }) => kind in ROUTES);
  const heading = (x: number, text: string, color: string) => label(x, 42, text, `font-size="17" font-weight="700" fill="${color}"`);
  return picture({
    width: WIDTH,
    height: ROW.top + trainings.length * (ROW.height + ROW.gap) + 10,
    title: 'One training by each construct: which object it is, which pods, who makes them, and by what they find each other',
    parts: [
      arrowHead(),
      heading(LEFT.x, 'One training, written as', '#1971c2'),
      heading(MIDDLE.x, 'is this object, with these pods', '#212529'),
      heading(RIGHT, 'made by, and told their place by', '#212529'),
      ...legend(),
      ...trainings.map((training, i) => row(training, i, manifests)),
    ],
  });
}
