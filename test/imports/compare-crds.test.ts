import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const TFJOB = 'kubeflow.org_tfjobs.crd.yaml';

interface Outcome {
  readonly status: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function compareCrds(...folders: string[]): Promise<Outcome> {
  const command = [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), 'scripts/compare-crds.mts', ...folders];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: ROOT }, (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }));
  });
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compare-crds-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the command answers with its exit status: 0 equal, 1 differences, 2 nothing to compare with', async () => {
  const trimmed = join(folder, 'trimmed');
  const other = join(folder, 'published');
  for (const each of [trimmed, other]) mkdirSync(each);
  copyFileSync(join(ROOT, 'imports', TFJOB), join(trimmed, TFJOB));
  const published = readFileSync(join(ROOT, 'imports', TFJOB), 'utf8').replaceAll('runPolicy', 'policy');
  writeFileSync(join(other, 'tfjobs.yaml'), published);
  const [equal, different, missing] = await Promise.all([
    compareCrds('imports', 'imports'),
    compareCrds(trimmed, other),
    compareCrds(trimmed, 'test/schemas'),
  ]);
  expect(equal).toEqual({ status: 0, stdout: expect.stringContaining(`imports/${TFJOB}: equal to imports/${TFJOB}`), stderr: '' });
  expect(different).toEqual({ status: 1, stdout: expect.stringContaining('v1 spec.runPolicy: unknown to the published CRD'), stderr: '' });
  expect(missing).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining('no CRD of TFJob.kubeflow.org in test/schemas') });
}, 30_000);
