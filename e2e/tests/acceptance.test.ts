import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { manifestsIn } from '../../test/support/outputs';
import type { KubeObject } from '../cluster/client';
import { until } from '../cluster/until';
import { allOutputs } from '../linters/outputs';
import { record } from '../results';
import { applyAll, moved } from './support/apply';
import { client, hasCondition, NEEDS_FAKE_NODES, newNamespace, podsOf, removeAfterwards, unserved } from './support/cluster';
import { podsIn } from './support/pods';

const outputs = allOutputs().map(({ name, yaml }) => ({ name, objects: manifestsIn(yaml) as unknown as KubeObject[] }));
/** Its nodes have adapters that no fake node has: its pods would wait for ever. */
const BEYOND = 'the example shared-gpus';
const examples = outputs.filter(({ name }) => name.startsWith('the example'));
const namespaces = { restricted: '', baseline: '' };
before(async () => {
  namespaces.restricted = await newNamespace('restricted');
  namespaces.baseline = await newNamespace('baseline');
});

/** The level of Pod Security that an output is written for: `baseline` where a pod in it says so. */
function levelOf(objects: readonly KubeObject[]): keyof typeof namespaces {
  return JSON.stringify(objects).includes('"cdk8s-ml.io/pod-security":"baseline"') ? 'baseline' : 'restricted';
}

/** What must exist before what names it is taken: Kubeflow Trainer looks for the runtime of a training, even in a dry run. */
async function existing(objects: readonly KubeObject[]): Promise<void> {
  const runtimes = objects.filter(({ kind }) => kind.endsWith('TrainingRuntime'));
  for (const runtime of runtimes) removeAfterwards(runtime);
  await applyAll(runtimes);
}

const counted = { emitted: 0, accepted: 0, pods: 0 };
after(() =>
  record('acceptance', {
    'objects emitted': counted.emitted,
    'objects accepted by a real server, without a warning': counted.accepted,
    'pods whose QoS class is the computed one': counted.pods,
  }),
);

describe('a server with strict field validation, Pod Security and the webhooks takes, without a warning', () => {
  for (const { name, objects } of outputs) {
    test(name, async (t) => {
      const missing = await unserved(objects);
      if (missing !== undefined) return t.skip(missing);
      const mine = moved(objects, namespaces[levelOf(objects)]);
      await existing(mine);
      for (const object of mine) {
        counted.emitted += 1;
        const answer = await client.apply(object, { dryRun: true });
        assert.deepEqual(answer.warnings, [], `${object.kind} ${object.metadata.name}`);
        counted.accepted += 1;
      }
    });
  }
});

describe('the QoS class of each pod is the one that was computed, in', () => {
  for (const { name, objects } of outputs) {
    test(name, async (t) => {
      const missing = await unserved(objects);
      if (missing !== undefined) return t.skip(missing);
      for (const { object, qosClass } of podsIn(moved(objects, namespaces[levelOf(objects)]))) {
        const created = await client.create(object, { dryRun: true });
        assert.equal(created.status.qosClass, qosClass, object.metadata.name);
        counted.pods += 1;
      }
    });
  }
});

describe('applying twice changes nothing, for', () => {
  for (const { name, objects } of examples) {
    test(name, async (t) => {
      const missing = await unserved(objects);
      if (missing !== undefined) return t.skip(missing);
      const mine = moved(objects, await newNamespace(levelOf(objects)));
      await applyAll(mine);
      for (const object of mine) {
        await until(`${object.kind} ${object.metadata.name} stays as it is when it is applied again`, async () => {
          const { apiVersion, kind, metadata } = object;
          const before = await client.read(apiVersion, kind, metadata.namespace, metadata.name);
          const { body } = await client.apply(object);
          return body.metadata.resourceVersion === before?.metadata.resourceVersion;
        });
      }
    });
  }
});

/** Whether an object has come to what it is for. Objects that nothing acts upon are there, and that is all. */
function isFulfilled(object: KubeObject): boolean {
  switch (object.kind) {
    case 'PersistentVolumeClaim':
      return object.status?.phase === 'Bound';
    case 'Job':
      return hasCondition(object, 'Complete');
    case 'TFJob':
    case 'PyTorchJob':
    case 'XGBoostJob':
    case 'PaddleJob':
    case 'JAXJob':
    case 'MPIJob':
      return hasCondition(object, 'Succeeded');
    case 'RayJob':
      return object.status?.jobDeploymentStatus === 'Complete';
    case 'TrainJob':
      return hasCondition(object, 'Complete');
    case 'Deployment':
      return hasCondition(object, 'Available') && object.status.readyReplicas === object.spec.replicas;
    case 'PodDisruptionBudget':
      return object.status?.disruptionsAllowed === 1;
    default:
      return true;
  }
}

describe('all that is applied does what it is for: claims bind, trainings end, services are available; in', NEEDS_FAKE_NODES, () => {
  for (const { name, objects } of examples.filter((each) => each.name !== BEYOND)) {
    test(name, async (t) => {
      const missing = await unserved(objects);
      if (missing !== undefined) return t.skip(missing);
      const namespace = await newNamespace(levelOf(objects));
      const mine = moved(objects, namespace);
      await applyAll(mine);
      for (const { apiVersion, kind, metadata } of mine) {
        await until(`${kind} ${metadata.name} is fulfilled`, async () => {
          const found = await client.read(apiVersion, kind, metadata.namespace, metadata.name);
          return found !== undefined && isFulfilled(found);
        });
      }
      for (const { metadata, status } of await podsOf(namespace)) {
        assert.equal(status.qosClass, metadata.annotations?.['cdk8s-ml.io/qos-class'], metadata.name);
      }
    });
  }
});
