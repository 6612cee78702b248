/** What the manifests of the example promise holds in the pods. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Pod } from 'kubernetes-types/core/v1';
import { obstacleToIsolation, pythonForImages } from '../../pods';
import { type Example, openExample, running } from '../example';
import { LOOK, type Look, MEET } from './look';

const python = pythonForImages();
const obstacle = 'missing' in python ? python.missing : obstacleToIsolation();
const READ_ONLY = 'Read-only file system';
const NOWHERE = 'No such file or directory';
const LOOKING = ['train-model-0', 'my-model-server-0'];
const TASKS = ['ps-0', 'ps-1', 'worker-0', 'worker-1', 'worker-2', 'worker-3'].map((task) => `tfjob-example-${task}`);

/** The pods of the example with programs that tell what they see, or that meet each other. */
function changed(pods: readonly Pod[]): Pod[] {
  return pods.flatMap((pod) => {
    const name = pod.metadata?.name ?? '';
    if (LOOKING.includes(name)) return [running(LOOK, pod)];
    return TASKS.includes(name) ? [running(MEET, pod)] : [];
  });
}

describe('in the pods of the example', { skip: obstacle ?? false }, () => {
  let example: Example;

  const looks = new Map<string, Promise<Look>>();

  function look(name: string): Promise<Look> {
    const found = looks.get(name) ?? lookNow(name);
    looks.set(name, found);
    return found;
  }

  async function lookNow(name: string): Promise<Look> {
    const pod = await example.runner.start(`ml/${name}`);
    assert.equal(await pod.finished(30), 0, pod.main.errors);
    return JSON.parse(pod.main.output);
  }

  before(async () => {
    assert.ok(!('missing' in python));
    example = await openExample(python, false, changed);
  });

  after(async () => await example?.runner.close());

  test('the training can write to its model claim, its memory and /tmp, and to nothing else', async () => {
    const { writable } = await look('train-model-0');
    const closed = { '/': READ_ONLY, '/app': READ_ONLY, '/usr/local': READ_ONLY, '/data': READ_ONLY };
    assert.deepEqual(writable, { ...closed, '/models': 'yes', '/tmp': 'yes', '/dev/shm': 'yes' });
  });

  test('a server can write to /tmp and not to the models, and has no dataset', async () => {
    const { writable, sharedMemory } = await look('my-model-server-0');
    const closed = { '/': READ_ONLY, '/app': READ_ONLY, '/usr/local': READ_ONLY, '/data': NOWHERE, '/models': READ_ONLY };
    assert.deepEqual(writable, { ...closed, '/tmp': 'yes', '/dev/shm': 'yes' });
    assert.equal(sharedMemory, 64 * 1024 ** 2, 'what a container has that mounts none');
  });

  test('a program is process 1 of the user, group and rights of its manifest, in the directory of its image', async () => {
    const seen = await look('train-model-0');
    assert.deepEqual(seen.user, [10001, 10001, [10001]]);
    assert.equal(seen.modelsGroup, 10001);
    assert.deepEqual(seen.capabilities, ['0000000000000000']);
    assert.equal(seen.noNewPrivileges, '1');
    assert.equal(seen.process, 1);
    assert.equal(seen.directory, '/app');
    assert.ok(seen.files.includes('train.py'));
    assert.ok(!seen.files.includes('Dockerfile'));
    assert.equal(seen.host, 'train-model-0');
    assert.equal(seen.sharedMemory, 16 * 1024 ** 3);
  });

  test('Services and tasks have the names that the cluster gives them, and other names are unknown', async () => {
    const { addresses } = await look('my-model-server-0');
    assert.match(addresses['my-model-server'] ?? '', /^10\.96\./);
    assert.match(addresses['tfjob-example-worker-3.ml.svc'] ?? '', /^10\.244\./);
    assert.equal(addresses['unknown.ml.svc'], 'unknown');
  });

  test('the tasks of the TFJob reach each other at the addresses of TF_CONFIG', async () => {
    const pods = await Promise.all(TASKS.map((task) => example.runner.start(`ml/${task}`)));
    for (const pod of pods) assert.equal(await pod.finished(30), 0, pod.main.errors);
  });
});
