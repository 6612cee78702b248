import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCEPTED } from '../../test/support/accepted-findings';
import { fenced, filled } from './blocks';
import { diagram } from './diagram';
import { acceptedTable } from './linters';
import { manifestsIn, refusal, run, shortenedJob, source } from './programs';
import { assembly, propsTable } from './props';
import { resultsTables } from './results';

/** What the command writes: README.md and the tables of props with their blocks filled, and the picture beside them. */
export interface Generated {
  readonly readme: string;
  readonly constructs: string;
  readonly picture: string;
}

export const CONSTRUCTS = 'docs/constructs.md';
export const PICTURE = 'docs/what-comes-out.svg';

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
  'DistributedTrainingProps',
  'RoleProps',
  'ModelServiceProps',
  'TrainingProps',
  'WorkloadProps',
  'PodProps',
];

function quickstartYaml(): string {
  const outdir = mkdtempSync(join(tmpdir(), 'readme-'));
  try {
    const { status, stderr } = run('quickstart', outdir);
    if (status !== 0) throw new Error(stderr);
    return readFileSync(join(outdir, 'classifier.k8s.yaml'), 'utf8');
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** All that README.md and the tables of props show and do not say: code, YAML, errors, tables. Nothing of it is typed by hand. */
export function generated(): Generated {
  const manifests = manifestsIn(quickstartYaml());
  const types = assembly();
  const tables = Object.fromEntries(TABLES.map((struct) => [struct, propsTable(types, struct)]));
  const blocks = {
    quickstart: fenced('ts', source('examples/quickstart/main.ts')),
    yaml: fenced('yaml', shortenedJob(manifests)),
    'refused-code': fenced('ts', source('examples/refused/main.ts').split('\n\n').slice(1).join('\n\n')),
    'refused-error': fenced('text', refusal(run('refused', tmpdir()).stderr)),
    results: resultsTables(),
    'accepted-findings': acceptedTable(ACCEPTED),
  };
  return { readme: filled(source('README.md'), blocks), constructs: filled(source(CONSTRUCTS), tables), picture: diagram(manifests) };
}
