/** Where a machine has no namespaces for pods, paths and addresses are changed, and every change is told. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pythonForImages, type RunningPod } from '../../pods';
import { type Example, imageVariables, manifestVariables, openExample, PREDICTION, running, withoutRewrites } from '../example';
import { MEET } from './look';

const python = pythonForImages();
const TASKS = ['ps-0', 'ps-1', 'worker-0', 'worker-1', 'worker-2', 'worker-3'].map((task) => `tfjob-example-${task}`);

describe('without namespaces', { skip: 'missing' in python ? python.missing : false }, () => {
  let example: Example;

  /** Fails unless the program has the manifest's environment but for what was told. */
  async function start(name: string): Promise<RunningPod> {
    assert.ok(!('missing' in python));
    const pod = await example.runner.start(`ml/${name}`);
    const environment = withoutRewrites(await pod.main.environment(), pod.rewrites);
    assert.deepEqual(environment, { ...imageVariables(pod.pod, python), ...manifestVariables(pod.pod) });
    for (const { container, what, from, to } of pod.rewrites) {
      assert.ok(example.said.includes(`rewritten in ml/${name} ${container}: ${what} ${from} -> ${to}`));
    }
    return pod;
  }

  before(async () => {
    assert.ok(!('missing' in python));
    const isTask = (name = '') => TASKS.includes(name);
    example = await openExample(python, true, (pods) => pods.map((pod) => (isTask(pod.metadata?.name) ? running(MEET, pod) : pod)));
  });

  after(async () => await example?.runner.close());

  test('the model that the training writes is the one that the server finds', async () => {
    const [training, server] = await Promise.all([start('train-model-0'), start('my-model-server-0')]);
    assert.equal(await training.finished(180), 0, training.main.errors);
    assert.ok(existsSync(join(example.runner.claim('ml/ceph-model-pvc'), 'v1/model.keras')));
    await server.untilReady(60);
    assert.equal((await example.runner.askService('ml/my-model-server', 80, PREDICTION)).status, 200);
    const { exitCode, killed } = await server.terminate();
    assert.deepEqual({ exitCode, killed }, { exitCode: 0, killed: false }, server.main.errors);
  });

  test('the tasks of the TFJob reach each other at the changed addresses of TF_CONFIG', async () => {
    const pods = await Promise.all(TASKS.map(start));
    for (const pod of pods) assert.equal(await pod.finished(30), 0, pod.main.errors);
  });

  test('it is told what does not hold', () => {
    const told = (line: string) => assert.ok(example.said.includes(line), line);
    told('pods run without namespaces (asked for)');
    told('not held in ml/train-model-0: /data read-only');
    told('not held in ml/train-model-0: /dev/shm in memory with 17179869184 bytes');
    told('not held in ml/train-model-0: user 10001, group 10001, groups 10001, without capabilities, no new privileges');
    told('not held in ml/my-model-server-0: read-only root file system');
  });
});
