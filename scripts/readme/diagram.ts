import type { manifestsIn } from './programs';
import { arrowHead, label, picture } from './svg';

type Manifest = ReturnType<typeof manifestsIn>[number];

/** A construct of the program, and the objects that come of it. */
interface Row {
  readonly title: string;
  readonly subtitle: string;
  readonly objects: readonly Manifest[];
}

const WIDTH = 1180;
const LEFT = { x: 20, width: 230 };
const RIGHT = 330;
const CARD = { width: 214, height: 92, gap: 12 };
const ROW_HEIGHT = 116;
const TOP = 70;
const COLORS: Record<string, string> = { PersistentVolumeClaim: '#0b7285', Job: '#5f3dc4', Deployment: '#5f3dc4', Service: '#1864ab' };
const OTHER = '#495057';

const TITLE = 'font-size="14" font-weight="600" fill="#212529"';
const SMALL = 'font-size="12" fill="#495057"';

interface Spec {
  readonly accessModes?: string[];
  readonly storageClassName?: string;
  readonly resources?: { readonly requests: { readonly storage: string } };
  readonly backoffLimit?: number;
  readonly replicas?: number;
  readonly strategy?: { readonly rollingUpdate?: { readonly maxSurge: number; readonly maxUnavailable: number } };
  readonly ports?: { readonly port: number; readonly targetPort: string }[];
  readonly maxUnavailable?: number;
  readonly ingress?: { readonly from?: unknown; readonly ports?: { readonly port: string }[] }[];
  readonly template?: {
    readonly metadata: { readonly annotations: Record<string, string> };
    readonly spec: { readonly containers: { readonly resources: { readonly limits: Record<string, string> } }[] };
  };
}

function podFacts({ template }: Spec): string {
  const limits = template?.spec.containers[0]?.resources.limits ?? {};
  const gpu = limits['nvidia.com/gpu'];
  return `${template?.metadata.annotations['cdk8s-ml.io/qos-class']}${gpu === undefined ? '' : `, ${gpu} GPU`}, ${limits.memory}`;
}

/** Two facts of an object that a reader would look for. */
function facts({ kind, spec: untyped }: Manifest): string[] {
  const spec = (untyped ?? {}) as Spec;
  switch (kind) {
    case 'PersistentVolumeClaim':
      return [
        `${spec.accessModes?.join(', ')}`,
        `${spec.resources?.requests.storage} of ${spec.storageClassName}`,
        'kept when the chart goes',
      ];
    case 'Job':
      return [podFacts(spec), `${spec.backoffLimit} retries, drains not counted`, '/dev/shm, restricted pod'];
    case 'Deployment':
      return [
        podFacts(spec),
        `${spec.replicas} replicas, surge ${spec.strategy?.rollingUpdate?.maxSurge}, missing ${spec.strategy?.rollingUpdate?.maxUnavailable}`,
        'probes, drain, spread',
      ];
    case 'Service':
      return [`port ${spec.ports?.[0]?.port} to ${spec.ports?.[0]?.targetPort}`];
    case 'PodDisruptionBudget':
      return [`${spec.maxUnavailable} pod at a time`];
    case 'NetworkPolicy':
      return [
        spec.ingress?.[0]?.from === undefined ? `in: port ${spec.ingress?.[0]?.ports?.[0]?.port}` : 'in: its own pods',
        'out: anywhere',
      ];
    default:
      return ['no rights, no token'];
  }
}

function card(object: Manifest, x: number, y: number): string {
  const color = COLORS[object.kind] ?? OTHER;
  return [
    `<rect x="${x}" y="${y}" width="${CARD.width}" height="${CARD.height}" rx="8" fill="#fff" stroke="${color}" stroke-width="1.5"/>`,
    `<rect x="${x}" y="${y}" width="6" height="${CARD.height}" rx="3" fill="${color}"/>`,
    label(x + 18, y + 24, object.kind, TITLE),
    ...facts(object).map((fact, i) => label(x + 18, y + 46 + 18 * i, fact, SMALL)),
  ].join('\n');
}

function drawnRow(row: Row, index: number): string {
  const y = TOP + index * ROW_HEIGHT;
  const middle = y + CARD.height / 2;
  return [
    `<rect x="${LEFT.x}" y="${y}" width="${LEFT.width}" height="${CARD.height}" rx="8" fill="#e7f5ff" stroke="#1971c2" stroke-width="1.5"/>`,
    label(LEFT.x + 16, y + 40, row.title, TITLE),
    label(LEFT.x + 16, y + 62, row.subtitle, SMALL),
    `<path d="M${LEFT.x + LEFT.width + 8} ${middle} H${RIGHT - 14}" stroke="#868e96" stroke-width="2" marker-end="url(#arrow)"/>`,
    ...row.objects.map((object, i) => card(object, RIGHT + i * (CARD.width + CARD.gap), y)),
  ].join('\n');
}

const CONSTRUCTS: Readonly<Record<string, string>> = {
  images: 'CephDataset',
  models: 'CephDataset',
  train: 'GpuTrainingJob',
  serve: 'ModelService',
};
const SUBTITLES: Readonly<Record<string, string>> = {
  images: "'images', the data",
  models: "'models', the model",
  train: "'train' reads and writes them",
  serve: "'serve' reads the model",
};

/** What comes out of the quickstart: each construct of the program with the objects that it emits. */
export function diagram(manifests: readonly Manifest[]): string {
  const rows = Object.entries(CONSTRUCTS).map(
    ([name, construct]): Row => ({
      title: construct,
      subtitle: SUBTITLES[name] ?? '',
      objects: manifests.filter(({ metadata }) => metadata.name === name),
    }),
  );
  const most = Math.max(...rows.map(({ objects }) => objects.length));
  const width = Math.max(WIDTH, RIGHT + most * (CARD.width + CARD.gap) + 8);
  const height = TOP + rows.length * ROW_HEIGHT;
  return picture({
    width,
    height,
    title: 'Each construct of the program with the Kubernetes objects that it emits',
    parts: [
      arrowHead(),
      label(LEFT.x, 40, 'Twenty lines of TypeScript', 'font-size="16" font-weight="700" fill="#1971c2"'),
      label(RIGHT, 40, `${manifests.length} Kubernetes objects`, 'font-size="16" font-weight="700" fill="#212529"'),
      ...rows.map(drawnRow),
    ],
  });
}
