// Runs the end-to-end tests: see `npm run e2e -- --help`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type HeldCluster, holdCluster } from './cluster/hold';
import { Missing, say } from './provision/say';
import { differences, keep as keepResults, type Results, resultsIn } from './results';

const EXIT_MISSING = 75;
const ROOT = join(__dirname, '..');
const TESTS = join(__dirname, 'tests');
/** Test files that run at a time: more than two cores are kept busy by the cluster alone. */
const CONCURRENCY = 2;

const HELP = `Usage: npm run e2e -- [OPTION]... [NAME]...

Tries what the library emits on a real Kubernetes control plane, with linters, and as local processes. Without a NAME all test files of
e2e/tests are run; a NAME picks those whose name contains it (for example: job).

By default a cluster is started for the run: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, the training operator and JobSet
from the Go module proxy, on the loopback interface, with fake nodes (KWOK). Its programs are built the first time, which takes several
minutes, and kept in the cache.

Options:
  --keep           start a cluster, print its kubeconfig and wait for Ctrl-C, without running tests
  --junit FILE     write the results as JUnit XML too
  --record         write the counted figures to e2e/results.json, for the README (a run of all tests only)
  --check          fail where the counted figures are not those of e2e/results.json
  --help           this text

Environment:
  E2E_KUBECONFIG=1 use the cluster of KUBECONFIG instead: namespaces of its own, which are removed; what needs fake nodes is skipped
  CDK8S_ML_CACHE   the cache directory (default: \${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-ml)

Exit codes: 0 if all passed, 1 if something failed, 75 if something is missing here that all of it needs.
`;

interface Options {
  readonly names: readonly string[];
  readonly keep: boolean;
  readonly record: boolean;
  readonly check: boolean;
  readonly junit: string | undefined;
}

async function main(): Promise<number> {
  const options = parsed();
  if (options === undefined) return 0;
  const files = testFiles(options.names);
  const cluster = await holdCluster();
  try {
    return options.keep ? await keep(cluster) : await testOn(cluster, files, options);
  } finally {
    await cluster.release();
  }
}

async function testOn(cluster: HeldCluster, files: readonly string[], options: Options): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-ml-e2e-results-'));
  try {
    const status = await runTests(files, cluster, folder, options.junit);
    const results = resultsIn(folder);
    for (const [name, value] of Object.entries(results)) process.stdout.write(`${String(value).padStart(6)}  ${name}\n`);
    if (status !== 0) return status;
    if (options.record && options.names.length === 0) keepResults(results);
    return options.check ? checked(results) : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checked(results: Results): number {
  const found = differences(results);
  for (const difference of found) process.stderr.write(`${difference} (npm run e2e -- --record)\n`);
  return found.length === 0 ? 0 : 1;
}

function parsed(): Options | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean' },
      keep: { type: 'boolean' },
      record: { type: 'boolean' },
      check: { type: 'boolean' },
      junit: { type: 'string' },
    },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return undefined;
  }
  return {
    names: positionals,
    keep: values.keep === true,
    record: values.record === true,
    check: values.check === true,
    junit: values.junit,
  };
}

function testFiles(names: readonly string[]): string[] {
  const all = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  const picked = names.length === 0 ? all : all.filter((file) => names.some((name) => file.includes(name)));
  if (picked.length === 0) throw new Usage(`no test file of e2e/tests has a name with ${names.join(' or ')} in it: ${all.join(', ')}`);
  return picked.map((file) => join(TESTS, file));
}

async function keep(cluster: HeldCluster): Promise<number> {
  process.stdout.write(`export KUBECONFIG=${cluster.kubeconfig}\n`);
  if (cluster.kubectl !== undefined) process.stdout.write(`alias kubectl=${cluster.kubectl}\n`);
  say('the cluster is yours until Ctrl-C');
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  return 0;
}

function runTests(files: readonly string[], cluster: HeldCluster, results: string, junit: string | undefined): Promise<number> {
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  if (junit !== undefined) reporters.push('--test-reporter=junit', `--test-reporter-destination=${junit}`);
  const args = ['--import', 'tsx', '--test', `--test-concurrency=${CONCURRENCY}`, '--test-timeout=600000', ...reporters, ...files];
  const env = { ...process.env, ...cluster.environment, E2E_RESULTS: results, TSX_TSCONFIG_PATH: join(ROOT, 'e2e', 'tsconfig.json') };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
  // Ctrl-C reaches the tests too; this process waits for them, and then ends the cluster.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}

class Usage extends Error {}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    if (error instanceof Missing) process.stderr.write(`skipped: ${error.message}\n`);
    else if (error instanceof Usage) process.stderr.write(`${error.message}\n`);
    else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(error instanceof Missing ? EXIT_MISSING : 1);
  },
);
