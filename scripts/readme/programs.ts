import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';

/** The repository's root. */
export const ROOT = join(__dirname, '../..');

export function source(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** What a program of examples/ writes to its output folder and to standard error. */
export function run(program: string, outdir: string): { readonly stderr: string; readonly status: number | null } {
  const args = [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), '--tsconfig', 'examples/tsconfig.json', `examples/${program}/main.ts`];
  const { stderr, status } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, CDK8S_OUTDIR: outdir },
  });
  return { stderr, status };
}

/** The error of a program that is refused, without Node's own lines and without this machine's folders. */
export function refusal(stderr: string): string {
  const lines = stderr.split('\n');
  const from = lines.findIndex((each) => each.includes('SpecError'));
  const to = lines.findIndex((each, i) => i > from && each.trim().startsWith('at '));
  if (from < 0 || to < 0) throw new Error(`no SpecError in: ${stderr}`);
  return lines
    .slice(from, to + 1)
    .join('\n')
    .replaceAll(`${ROOT}/`, '');
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

export function manifestsIn(yaml: string): Manifest[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);
}

interface PodHolder {
  template: { spec: { containers: { env: { name: string }[] }[] } };
}

/** A training's Job as the reader should see it: what is the same in each pod is left out. */
export function shortenedJob(manifests: readonly Manifest[]): string {
  const job = structuredClone(manifests.find(({ kind }) => kind === 'Job'));
  if (job === undefined) throw new Error('the program makes no Job');
  const { template, ...spec } = job.spec as PodHolder;
  const { containers, ...pod } = template.spec;
  const [main] = containers;
  const env = main?.env.slice(0, 5);
  const shown = {
    ...job,
    metadata: { name: job.metadata.name },
    spec: { ...spec, template: { spec: { ...pod, containers: [{ ...main, env }] } } },
  };
  return stringify(shown, { indentSeq: true });
}
