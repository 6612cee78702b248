import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCEPTED } from '../../test/support/accepted-findings';
import { fenced, filled } from './blocks';
import { diagram } from './diagram';
import { lifeOfADataset } from './life';
import { acceptedTable } from './linters';
import { manifestsIn, refusal, run, shortenedJob, source } from './programs';
import { assembly, propsTable } from './props';
import { resultsTables } from './results';
import { trainingAtEveryScale } from './scale';

const README = 'README.md';
const CONSTRUCTS = 'docs/constructs.md';
const PICTURE = 'docs/what-comes-out.svg';
const LIFE = 'docs/life-of-a-dataset.svg';
const SCALE = 'docs/training-at-every-scale.svg';
const LIFECYCLE = 'examples/dataset-lifecycle/README.md';

const TABLES = [
  'CephDatasetProps',
  'ClaimProps',
  'CephStorageClassProps',
  'StaticCephDatasetProps',
  'CephSnapshotClassProps',
  'DatasetGroupSnapshotProps',
  'DatasetLoadProps',
  'DatasetCopyProps',
  'TransferProps',
  'MlNamespaceProps',
  'GpuTrainingJobProps',
  'TfJobClusterProps',
  'PyTorchJobClusterProps',
  'XgboostJobClusterProps',
  'PaddleJobClusterProps',
  'JaxJobClusterProps',
  'MpiJobClusterProps',
  'MxJobClusterProps',
  'RayJobClusterProps',
  'DistributedTrainingProps',
  'RolePodProps',
  'RoleProps',
  'JobSetClusterProps',
  'JobSetRoleProps',
  'KueueClusterQueueProps',
  'KueueLocalQueueProps',
  'KueueResourceFlavorProps',
  'KueueTopologyProps',
  'KueueWorkloadPriorityClassProps',
  'VolcanoQueueProps',
  'PriorityClassProps',
  'TrainJobProps',
  'TrainingRuntimeProps',
  'ModelServiceProps',
  'TrainingWorkProps',
  'TrainingProps',
  'NetworkProps',
  'WorkloadProps',
  'WorkloadObjectProps',
  'ProgramProps',
  'PodProps',
];

/** What a program of examples/ writes, in the order of its files. */
function yamlOf(program: string): string {
  const outdir = mkdtempSync(join(tmpdir(), 'readme-'));
  try {
    const { status, stderr } = run(program, outdir);
    if (status !== 0) throw new Error(stderr);
    const files = readdirSync(outdir).sort();
    return files.map((file) => readFileSync(join(outdir, file), 'utf8').trimEnd()).join('\n---\n');
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** A program without its imports. */
function body(path: string): string {
  return source(path).split('\n\n').slice(1).join('\n\n');
}

/** How a program makes a construct, without what surrounds it. */
function construction(path: string, construct: string): string {
  const [, indent = '', code = ''] = new RegExp(`^( *)(new ${construct}\\([\\s\\S]*?^\\1}\\);)`, 'm').exec(source(path)) ?? [];
  if (code === '') throw new Error(`${path} makes no ${construct}`);
  return code.replaceAll(`\n${indent}`, '\n');
}

function lifecycleReadme(): string {
  const charts = ['platform', 'data', 'training', 'experiment', 'restore'];
  const code = (chart: string) => fenced('ts', body(`examples/dataset-lifecycle/${chart}.ts`));
  return filled(source(LIFECYCLE), Object.fromEntries(charts.map((chart) => [chart, code(chart)])));
}

function readme(manifests: Parameters<typeof diagram>[0]): string {
  return filled(source(README), {
    quickstart: fenced('ts', source('examples/quickstart/main.ts')),
    'shared-gpus': fenced('ts', construction('examples/shared-gpus/training.ts', 'PyTorchJobCluster')),
    yaml: fenced('yaml', shortenedJob(manifests)),
    'refused-code': fenced('ts', body('examples/refused/main.ts')),
    'refused-error': fenced('text', refusal(run('refused', tmpdir()).stderr)),
    results: resultsTables(),
    'accepted-findings': acceptedTable(ACCEPTED),
  });
}

function constructs(): string {
  const types = assembly();
  return filled(source(CONSTRUCTS), Object.fromEntries(TABLES.map((struct) => [struct, propsTable(types, struct)])));
}

/**
 * What the command writes, by file: documents with the blocks filled that come from programs (code, YAML, errors, tables), and pictures of what examples emit.
 * Nothing of it is typed by hand.
 */
export function generated(): Readonly<Record<string, string>> {
  const manifests = manifestsIn(yamlOf('quickstart'));
  return {
    [README]: readme(manifests),
    [CONSTRUCTS]: constructs(),
    [PICTURE]: diagram(manifests),
    [LIFE]: lifeOfADataset(manifestsIn(yamlOf('dataset-lifecycle'))),
    [SCALE]: trainingAtEveryScale(manifestsIn(yamlOf('distributed'))),
    [LIFECYCLE]: lifecycleReadme(),
  };
}
