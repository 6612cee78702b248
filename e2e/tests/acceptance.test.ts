import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { manifestsIn } from '../../test/support/outputs';
import type { KubeObject } from '../cluster/client';
import { until } from '../cluster/until';
import { allOutputs } from '../linters/outputs';
import { record } from '../results';
import { applyAll, moved } from './support/apply';
import { client, newNamespace } from './support/cluster';
import { podsIn } from './support/pods';

const outputs = allOutputs().map(({ name, yaml }) => ({ name, objects: manifestsIn(yaml) as unknown as KubeObject[] }));
const namespaces = { restricted: '', baseline: '' };
before(async () => {
  namespaces.restricted = await newNamespace('restricted');
  namespaces.baseline = await newNamespace('baseline');
});

/** The level of Pod Security that an output is written for: `baseline` where a pod in it says so. */
function levelOf(objects: readonly KubeObject[]): keyof typeof namespaces {
  return JSON.stringify(objects).includes('"cdk8s-ml.io/pod-security":"baseline"') ? 'baseline' : 'restricted';
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
    test(name, async () => {
      for (const object of moved(objects, namespaces[levelOf(objects)])) {
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
    test(name, async () => {
      for (const { object, qosClass } of podsIn(moved(objects, namespaces[levelOf(objects)]))) {
        const created = await client.create(object, { dryRun: true });
        assert.equal(created.status.qosClass, qosClass, object.metadata.name);
        counted.pods += 1;
      }
    });
  }
});

describe('applying twice changes nothing, for', () => {
  for (const { name, objects } of outputs.filter((output) => output.name.startsWith('the example'))) {
    test(name, async () => {
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
