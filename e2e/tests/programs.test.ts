/** The programs of the example, run as its manifests say: in namespaces where this machine has them, or else with changed paths and addresses. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Pod } from 'kubernetes-types/core/v1';
import { connect } from '../cluster/client';
import { type Environment, podsOf, pythonForImages, type RunningPod } from '../pods';
import { until } from '../pods/run/processes';
import { record } from '../results';
import {
  containerOf,
  type Example,
  exampleObjects,
  imageVariables,
  manifestVariables,
  openExample,
  PREDICTION,
  RED,
  withoutRewrites,
} from './example';
import { podsOfTheOperator } from './operator-pods';
import { Held, Traffic } from './traffic';

const python = pythonForImages();
const REWRITTEN = process.env.PODS_REWRITTEN === '1';
/** The cluster whose training operator makes the pods of the TFJob; without one they are made as it does. */
const OPERATOR = process.env.E2E_FAKE === '1' ? process.env.E2E_CLUSTER : undefined;
const TRAINING_SECONDS = 180;
/** Nothing should take so long, and nothing may hang. */
const TIMEOUT_MILLISECONDS = 15 * 60_000;
const STARTING_SECONDS = 60;
const SERVERS = ['ml/my-model-server-0', 'ml/my-model-server-1'];
const COORDINATOR = 'ml/tfjob-example-worker-0';
const TASKS = ['ps-0', 'ps-1', 'worker-1', 'worker-2', 'worker-3'].map((task) => `ml/tfjob-example-${task}`);

const skip = 'missing' in python ? python.missing : false;

describe(`the programs of the example ${REWRITTEN ? 'with changed paths and addresses' : 'as their manifests say'}`, {
  skip,
  timeout: TIMEOUT_MILLISECONDS,
}, () => {
  let example: Example;
  let equal = 0;
  const started = new Map<string, RunningPod>();
  const environments = new Map<string, Environment>();

  async function start(key: string): Promise<RunningPod> {
    const pod = await example.runner.start(key);
    started.set(key, pod);
    environments.set(key, await pod.main.environment());
    return pod;
  }

  function running(key: string): RunningPod {
    const pod = started.get(key);
    assert.ok(pod?.main.running, `${key} does not run`);
    return pod;
  }

  function artifacts(): string[] {
    const folder = example.runner.claim('ml/ceph-model-pvc');
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return paths.filter((path) => statSync(join(folder, path)).isFile()).sort();
  }

  before(async () => {
    assert.ok(!('missing' in python));
    const written = OPERATOR === undefined ? [] : await podsOfTheOperator(connect(OPERATOR), exampleObjects(), 1 + TASKS.length);
    example = await openExample(python, REWRITTEN, (pods) => pods.map((pod) => written.find(isNamedAs(pod)) ?? pod));
    // Before there is a model, as when training and serving are applied together.
    await Promise.all(SERVERS.map(start));
  });

  after(async () => {
    await example?.runner.close();
    // The figures are of what runs as it is written.
    if (!REWRITTEN) record('programs', { 'processes that ran with the environment, mounts and addresses of their manifests': equal });
  });

  test('the training writes the artifact on the model claim, and nothing else', async () => {
    const pod = await start('ml/train-model-0');
    assert.equal(await pod.finished(TRAINING_SECONDS), 0, pod.main.errors);
    assertTrained(pod);
    assert.deepEqual(artifacts(), ['v1/model.keras']);
  });

  test('the servers find the artifact by themselves and become ready by the probes of their manifest', async () => {
    for (const key of SERVERS) {
      assert.ok(await running(key).passes('startup'));
      await running(key).untilReady(STARTING_SECONDS);
      assert.ok(await running(key).passes('liveness'));
    }
  });

  test('the Service of the manifest answers with predictions', async () => {
    const answer = await example.runner.askService('ml/my-model-server', 80, PREDICTION);
    assert.equal(answer.status, 200, answer.body);
    const { prediction } = JSON.parse(answer.body);
    assert.equal(prediction.indexOf(Math.max(...prediction)), RED, answer.body);
  });

  test('a server that is deleted under load becomes unready, loses no request and ends in its grace period', async () => {
    const [first = ''] = SERVERS;
    const pod = running(first);
    const port = containerOf(pod.pod).ports?.[0]?.containerPort ?? 0;
    const predicted = async () => (await pod.ask(port, PREDICTION)).status;
    const traffic = new Traffic(async () => (await example.runner.askService('ml/my-model-server', 80, PREDICTION)).status);
    const held = new Held();
    const inFlight = pod.ask(port, { ...PREDICTION, holdUntil: held.released });
    try {
      await untilInFlight(pod, port);
      const ending = pod.terminate();
      while (await pod.passes('readiness')) assert.equal(await predicted(), 200);
      assert.equal(await predicted(), 200, 'who has not heard yet that it is unready gets an answer');
      assert.ok(pod.main.running, 'it waits for the request in flight');
      held.release();
      assert.equal((await inFlight).status, 200);
      const { exitCode, killed, seconds } = await ending;
      assert.deepEqual({ exitCode, killed }, { exitCode: 0, killed: false }, `after ${seconds} s: ${pod.main.errors}`);
    } finally {
      held.release();
      await Promise.allSettled([inFlight, traffic.stop()]);
    }
    const statuses = await traffic.stop();
    assert.ok(statuses.length > 10);
    assert.deepEqual([...new Set(statuses)], [200]);
  });

  test('two parameter servers and four workers train together, and worker 0 coordinates', async () => {
    const [coordinator, ...others] = await Promise.all([COORDINATOR, ...TASKS].map(start));
    assert.ok(coordinator);
    assert.equal(await coordinator.finished(TRAINING_SECONDS), 0, coordinator.main.errors);
    assertTrained(coordinator);
    for (const { main } of others) {
      assert.ok(main.running, main.errors);
      assert.equal(main.output, '', 'only the coordinator trains and tells of it');
      assert.match(main.errors, /(ps|worker)-\d listens at /);
    }
    assert.deepEqual(artifacts(), ['v1/model.keras', 'v2/model.keras']);
  });

  test('the other tasks end in their grace period when the operator deletes them', async () => {
    const endings = await Promise.all(TASKS.map((key) => running(key).terminate()));
    assert.deepEqual(
      endings.map(({ exitCode, killed }) => [exitCode, killed]),
      TASKS.map(() => [143, false]),
    );
  });

  test('every program had the environment of its manifest, and nothing else', () => {
    assert.ok(!('missing' in python));
    assert.equal(environments.size, 9);
    for (const [key, environment] of environments) {
      const pod = started.get(key);
      assert.ok(pod);
      assert.deepEqual(withoutRewrites(environment, pod.rewrites), { ...imageVariables(pod.pod, python), ...manifestVariables(pod.pod) });
      equal += 1;
    }
  });

  test('the TF_CONFIG of each task is the one that the training operator writes', {
    skip: OPERATOR === undefined && 'no operator runs',
  }, () => {
    const made = new Map(podsOf(exampleObjects()).map((pod) => [pod.metadata?.name, tfConfigOf(pod)]));
    for (const key of [COORDINATOR, ...TASKS]) {
      const pod = started.get(key)?.pod;
      assert.ok(pod?.metadata?.uid !== undefined, `${key} is a pod of the cluster`);
      assert.deepEqual(tfConfigOf(pod), made.get(pod.metadata.name));
    }
  });

  test('every difference from the manifests is told', () => {
    const rewrites = [...started].flatMap(([key, pod]) =>
      pod.rewrites.map(({ container, what, from, to }) => `${key} ${container}: ${what} ${from} -> ${to}`),
    );
    assert.equal(rewrites.length > 0, REWRITTEN);
    for (const rewrite of rewrites) assert.ok(example.said.includes(`rewritten in ${rewrite}`), rewrite);
    assert.equal(example.said.includes('not held in ml/train-model-0: /data read-only'), REWRITTEN);
    if (!REWRITTEN) assert.deepEqual(example.said, []);
  });
});

function tfConfigOf(pod: Pod): unknown {
  return JSON.parse(containerOf(pod).env?.find(({ name }) => name === 'TF_CONFIG')?.value ?? 'null');
}

function isNamedAs({ metadata: wanted }: Pod): (pod: Pod) => boolean {
  return ({ metadata }) => metadata?.name === wanted?.name;
}

function assertTrained({ main: { output } }: RunningPod): void {
  const epochs = output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  assert.deepEqual(
    epochs.map(({ epoch }) => epoch),
    [1, 2, 3, 4, 5],
  );
  assert.ok(epochs.at(-1).test_accuracy > 0.9, output);
}

/** Waits until the server says that it is in the middle of a request for a prediction. */
async function untilInFlight(pod: RunningPod, port: number): Promise<void> {
  const line = /^http_requests_in_progress\{route="\/predict"\} [1-9]/m;
  await until('the request is being answered', 20, async () => line.test((await pod.ask(port, { path: '/metrics' })).body) || undefined);
}
