/** Loads and copies, run as their manifests say: with rclone of the version of their image, against an S3 server in a pod of its own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Pod, Service } from 'kubernetes-types/core/v1';
import { obstacleToIsolation, PodRunner, type RunningPod } from '../../pods';
import { until } from '../../pods/run/processes';
import { programsOf } from '../../provision/build';
import { RCLONE } from '../../provision/products';
import { COMMIT, KEYS, transferObjects, transferPods } from './transfers';

const SECONDS = 60;
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Where this machine's Python is: its own may be too old to unpack archives safely. */
function pythonFolder(): string {
  return spawnSync('python3', ['-c', 'import sys; print(sys.base_prefix)'], { encoding: 'utf8' }).stdout.trim();
}

/** An image without files, whose programs are this machine's own and rclone. */
function image(reference: string) {
  return { reference, name: '', context: __dirname, entrypoint: [], command: [], environment: {}, workingDirectory: '/', copies: [] };
}

function server(name: string, script: string, claim: string): { readonly pod: Pod; readonly service: Service } {
  const metadata = { name, namespace: 'ml', labels: { app: name } };
  const container = {
    name: 'main',
    image: 'server',
    command: ['sh', '-c', `exec ${script}`],
    env: [{ name: 'HOME', value: '/tmp' }],
    volumeMounts: [{ name: 'store', mountPath: '/store' }],
  };
  const volumes = [{ name: 'store', persistentVolumeClaim: { claimName: claim } }];
  return {
    pod: { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container], volumes } },
    service: { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: 'None', selector: { app: name }, ports: [{ port: 80 }] } },
  };
}

const S3 = server('s3', `rclone --config= serve s3 --auth-key ${KEYS.join(',')} --addr :8080 /store`, 'store');
const WEB = server('web', 'python3 -m http.server --directory /store 8080', 'web');

function filesIn(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => !path.startsWith('.cdk8s-ml') && !statSync(join(folder, path)).isDirectory()).sort();
}

function digest(algorithm: string, content: Buffer | string): string {
  return createHash(algorithm).update(content).digest('hex');
}

/** rclone is built the first time. */
function obstacleToBuilding(): string | undefined {
  return spawnSync('go', ['version']).status === 0 ? undefined : 'no Go, which builds rclone';
}

describe('transfers', { skip: obstacleToIsolation() ?? obstacleToBuilding() ?? false, timeout: 10 * SECONDS * 1000 }, () => {
  let runner: PodRunner;
  const large = randomBytes(64 << 20);

  function folder(claim: string): string {
    const path = runner.claim(`ml/${claim}`);
    // As a volume that the pods' group may write.
    chmodSync(path, 0o777);
    return path;
  }

  function write(claim: string, path: string, content: Buffer | string): void {
    const file = join(folder(claim), path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
  }

  function read(claim: string, path: string): Buffer {
    return readFileSync(join(folder(claim), path));
  }

  async function run(name: string, exitCode = 0): Promise<RunningPod> {
    const pod = await runner.start(`ml/${name}`);
    assert.equal(await pod.finished(SECONDS), exitCode, pod.main.output + pod.main.errors);
    return pod;
  }

  before(async () => {
    const programs = await programsOf(RCLONE);
    const python = pythonFolder();
    const web = fillWeb();
    const objects = transferObjects(web.sha256);
    const pods = transferPods(objects);
    const references = new Set(
      pods.flatMap(({ spec }) => [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map((each) => each.image ?? '')),
    );
    runner = await PodRunner.open({
      pods: [S3.pod, WEB.pod, ...pods],
      services: [S3.service, WEB.service],
      objects,
      images: new Map(['server', ...references].map((each) => [each, image(each)])),
      lent: { path: `${programs}:${join(python, 'bin')}:${SYSTEM_PATH}`, folders: [programs, python] },
      say: () => undefined,
    });
    for (const claim of ['images', 'restored', 'moved', 'fetched', 'hub', 'store', 'web']) folder(claim);
    for (const [path, content] of web.files) write('web', path, content);
    mkdirSync(join(folder('store'), 'backups'));
    write('images', 'train/1.bin', large);
    write('images', 'train/a b/2 $(HOME).txt', 'two');
    write('images', '.hidden', 'three');
    write('images', '.cdk8s-ml/complete-1.json', '{}');
    mkdirSync(join(folder('images'), 'lost+found'), { mode: 0o700 });
    symlinkSync('train/a b', join(folder('images'), 'link'));
    const servers = await Promise.all([runner.start('ml/s3'), runner.start('ml/web')]);
    for (const pod of servers) await until('the servers answer', SECONDS, () => answers(pod));
  });

  after(async () => await runner?.close());

  test('a copy puts all files into the bucket and verifies them, and another one sends what has changed alone', async () => {
    await run('copy-0');
    const files = ['.hidden', 'link.rclonelink', 'train/1.bin', 'train/a b/2 $(HOME).txt'];
    assert.deepEqual(filesIn(join(folder('store'), 'backups/images')), files);
    assert.ok(read('store', 'backups/images/train/1.bin').equals(large));
    write('images', '.hidden', 'three and more');
    const { main } = await run('copy-0');
    assert.equal(read('store', 'backups/images/.hidden').toString(), 'three and more');
    assert.match(main.errors, /NOTICE:\s+14 B \/ 14 B, 100%/);
  });

  test('a sync deletes what the dataset has no more, and a copy does not', async () => {
    write('images', 'old', 'old');
    await run('copy-0');
    rmSync(join(folder('images'), 'old'));
    await run('copy-0');
    assert.ok(existsSync(join(folder('store'), 'backups/images/old')));
    await run('mirror-0');
    assert.ok(!existsSync(join(folder('store'), 'backups/images/old')));
  });

  test('a training waits until its dataset is restored from the bucket: all of it, and then the marker', async () => {
    const training = runner.start('ml/train-0');
    const { main } = await run('restore-0');
    assert.match(main.output, /transfer: done\n$/);
    assert.deepEqual(
      filesIn(folder('restored')),
      filesIn(folder('images')).filter((path) => !path.startsWith('lost')),
    );
    assert.ok(read('restored', 'train/1.bin').equals(large));
    assert.equal(read('restored', 'link/2 $(HOME).txt').toString(), 'two');
    const pod = await training;
    assert.equal(await pod.finished(SECONDS), 0, pod.main.errors);
    assert.equal(pod.main.output.trim(), String(large.length));
  });

  test('a load that is done ends at once when it is run again', async () => {
    const { main } = await run('restore-0');
    assert.match(main.output, /transfer: done\ntransfer: \/dataset is complete: \/dataset\/\.cdk8s-ml\/complete-\w+\.json is there\n$/);
  });

  test('a load that is killed goes on where it was, and leaves nothing half', async () => {
    const pod = await runner.start('ml/move-0');
    await until('some of it is there', SECONDS, () => filesIn(folder('moved')).some((path) => path.endsWith('.partial')) || undefined);
    await pod.main.signal('SIGKILL');
    await pod.main.end;
    assert.ok(!existsSync(join(folder('moved'), 'v1/1.bin')));
    await run('move-0');
    assert.deepEqual(filesIn(join(folder('moved'), 'v1')), ['1.bin', 'a b/2 $(HOME).txt']);
    assert.ok(read('moved', 'v1/1.bin').equals(large));
  });

  test('two pods of one load at once do no harm', async () => {
    const pods = await Promise.all(['twice-0', 'twice-1'].map((name) => runner.start(`ml/${name}`)));
    for (const pod of pods) assert.equal(await pod.finished(SECONDS), 0, pod.main.output + pod.main.errors);
    assert.ok(read('moved', 'twice/train/1.bin').equals(large));
    assert.ok(
      pods.some(({ main }) => main.output.includes('is complete')),
      pods.map(({ main }) => main.output).join('\n'),
    );
  });

  test('wrong keys are told, and nothing is marked', async () => {
    const { main } = await run('stranger-0', 1);
    assert.match(main.errors + main.output, /there is nothing at store:backups/);
    assert.equal(existsSync(join(folder('moved'), 'stranger')), false);
  });

  test('archives and files come over HTTP, and a repository from a hub', async () => {
    await run('fetch-0');
    assert.deepEqual(filesIn(folder('fetched')), ['in/1', 'plain.csv']);
    await run('mirror-hub-0');
    assert.equal(read('hub', 'data/1.json').toString(), '{}');
  });
});

/** What the web server has: a file, an archive, and a repository as a hub answers for it. */
function fillWeb(): {
  readonly files: ReadonlyMap<string, Buffer | string>;
  readonly sha256: { readonly plain: string; readonly archive: string };
} {
  const archive = tarOf('1', 'one');
  const content = '{}';
  const entry = { type: 'file', path: 'data/1.json', size: content.length, oid: digest('sha1', `blob ${content.length}\0${content}`) };
  const files = new Map<string, Buffer | string>([
    ['plain.csv', 'plain'],
    ['archive.tar', archive],
    ['api/datasets/a/b/revision/v1', JSON.stringify({ sha: COMMIT })],
    [`api/datasets/a/b/tree/${COMMIT}`, JSON.stringify([entry])],
    [`datasets/a/b/resolve/${COMMIT}/data/1.json`, content],
  ]);
  return { files, sha256: { plain: digest('sha256', 'plain'), archive: digest('sha256', archive) } };
}

/** A tar archive with one file. */
function tarOf(name: string, text: string): Buffer {
  const block = 512;
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\x00`;
  const header = Buffer.alloc(block);
  header.write(name, 0);
  header.write(`${octal(0o644, 7)}${octal(0, 7)}${octal(0, 7)}${octal(text.length, 11)}${octal(0, 11)}        0`, 100);
  header.write(`ustar\x0000`, 257);
  header.write(
    `${octal(
      header.reduce((total, byte) => total + byte, 0),
      6,
    )} `,
    148,
  );
  const body = Buffer.alloc(block);
  body.write(text);
  return Buffer.concat([header, body, Buffer.alloc(2 * block)]);
}

async function answers(pod: RunningPod): Promise<true | undefined> {
  return await pod.ask(8080, { path: '/' }).then(
    () => true as const,
    () => undefined,
  );
}
