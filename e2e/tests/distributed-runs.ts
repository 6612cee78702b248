import assert from 'node:assert/strict';
import { before, describe, type TestContext, test } from 'node:test';
import { Duration } from 'cdk8s';
import { until } from '../cluster/until';
import { obstacleToIsolation, pythonFor, type RunningPod } from '../pods';
import { exampleObjects, LocalTraining, type Made, madeByControllers } from './distributed-example';
import { containerOf } from './example';
import { FAKE, newNamespace } from './support/cluster';

const SECONDS = 120;
const TIMEOUT_MILLISECONDS = 15 * 60_000;
const ACCURACY = 0.9;
/** Some seconds' work, and some checkpoints'. */
const TO_BE_INTERRUPTED = { EPOCHS: '80', PAUSE_SECONDS: '0.1' };

export interface Interruptions {
  /** Trainings of which one pod is killed. */
  readonly killed?: readonly string[];
  /** Trainings whose pods are all told to end. */
  readonly drained?: readonly string[];
}

export interface Training {
  readonly name: string;
  readonly framework: string;
  readonly pods: number;
  readonly model: string;
  /** Pods that serve the others and have no end of their own. */
  readonly serving?: readonly string[];
}

const skip = FAKE ? (obstacleToIsolation() ?? false) : 'needs the operators and fake nodes of a cluster that is started for the run';

/**
 * Tests of the programs of examples/distributed, in the pods that operators and the Job controller of the cluster make of the chart; with
 * some of them interrupted.
 */
export function describeTrainings(trainings: readonly Training[], { killed = [], drained = [] }: Interruptions = {}): void {
  describe('the distributed trainings of the example, with the pods that the cluster makes', {
    skip,
    timeout: TIMEOUT_MILLISECONDS,
  }, () => {
    const namespaces = { whole: '', interrupted: '' };
    let whole: (name: string) => Made;
    let interrupted: (name: string) => Made;

    async function made(names: readonly string[], namespace: string, env: Record<string, string> = {}): Promise<(name: string) => Made> {
      const props = { checkpointEvery: Duration.seconds(1), env };
      const objects = exampleObjects(namespace, names, props);
      const counts = trainings.filter(({ name }) => names.includes(name)).map(({ name, pods }) => [name, pods] as const);
      return await madeByControllers(namespace, objects, Object.fromEntries(counts));
    }

    before(async () => {
      namespaces.whole = await newNamespace();
      namespaces.interrupted = await newNamespace();
      whole = await made(
        trainings.map(({ name }) => name),
        namespaces.whole,
      );
      interrupted = await made([...killed, ...drained], namespaces.interrupted, TO_BE_INTERRUPTED);
    });

    for (const { name, framework, model, serving = [] } of trainings) {
      test(`${name} trains, and one process alone writes the model`, async (t) => {
        const python = pythonFor(framework);
        if ('missing' in python) return t.skip(python.missing);
        const training = await LocalTraining.open(whole(name), namespaces.whole, python);
        try {
          await training.start();
          for (const pod of training.pods) await hasItsVariables(pod);
          const servers = serving.map((end) => training.pod(end));
          const ending = training.pods.filter((pod) => !servers.includes(pod));
          for (const pod of ending) assert.equal(await pod.finished(SECONDS), 0, training.words);
          assertTrained(training);
          assert.deepEqual(modelsIn(training), [model]);
          for (const server of servers) assert.ok(server.main.running, server.main.errors);
          for (const server of servers) assert.deepEqual((await server.terminate()).exitCode, 143);
        } finally {
          await training.close();
        }
      });
    }

    for (const name of killed) {
      test(`${name} goes on from its checkpoint when a worker is killed, and those that are left wait for it`, async (t) => {
        await interrupt(t, name, async (training) => {
          const pod = training.pod('worker-1');
          await pod.main.signal('SIGKILL');
          assert.equal(await pod.main.end, 137);
          return [pod];
        });
      });
    }

    for (const name of drained) {
      test(`${name} goes on from its checkpoint when all its pods are deleted`, async (t) => {
        await interrupt(t, name, async (training) => {
          for (const ending of await Promise.all(training.pods.map((pod) => pod.terminate()))) assert.notEqual(ending.exitCode, 0);
          return training.pods;
        });
      });
    }

    /** `stopped` stops pods, which are started again as the kubelet does, or the Job controller. */
    async function interrupt(t: TestContext, name: string, stopped: (training: LocalTraining) => Promise<readonly RunningPod[]>) {
      const python = pythonFor('pytorch');
      if ('missing' in python) return t.skip(python.missing);
      const training = await LocalTraining.open(interrupted(name), namespaces.interrupted, python);
      try {
        await training.start();
        await until('there is a checkpoint', () => training.told('checkpoint').length > 0, SECONDS);
        const pods = await stopped(training);
        await training.start(pods.map(({ plan }) => plan.key));
        for (const pod of training.pods) assert.equal(await pod.finished(SECONDS), 0, training.words);
        assertTrained(training);
        assert.equal(training.told('started').filter(({ done = 0 }) => done > 0).length, 3, training.words);
      } finally {
        await training.close();
      }
    }
  });
}

/** Each variable of the manifest that has a value there is the program's, letter for letter. */
async function hasItsVariables({ pod, main }: RunningPod): Promise<void> {
  const environment = await main.environment();
  for (const { name, value } of containerOf(pod).env ?? []) {
    if (value !== undefined && !value.includes('$(')) assert.equal(environment[name], value, name);
  }
}

function assertTrained(training: LocalTraining): void {
  const finished = training.told('finished');
  assert.equal(finished.length, 1, training.words);
  assert.ok((finished[0]?.test_accuracy ?? 0) > ACCURACY, training.words);
}

/** Without checkpoints, and with what was not written to its end. */
function modelsIn(training: LocalTraining): string[] {
  return training.files.filter((file) => !file.includes('step-'));
}
