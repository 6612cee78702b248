import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ApiObject, App, Chart } from 'cdk8s';
import { Checks } from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { found } from '../cluster/until';
import { CHANGES, type Change } from '../refusals/changes';
import { client, FAKE, newNamespace, removeAfterwards } from './support/cluster';

let namespace: string;
before(async () => {
  namespace = await newNamespace('baseline');
});

let made = 0;

/** Both objects, in the test's namespace under a name of their own. */
function placed({ apiVersion, kind, earlier, now, inCluster }: Change): readonly [KubeObject, KubeObject] {
  made += 1;
  const metadata = { name: `change-${process.pid}-${made}`, ...(inCluster === true ? {} : { namespace }) };
  return [
    { apiVersion, kind, metadata, ...earlier },
    { apiVersion, kind, metadata, ...now },
  ];
}

/** What the library says of an app with the object in it. */
function told(earlier: KubeObject, { metadata: { name, namespace: within }, ...now }: KubeObject): string[] {
  const app = new App();
  const chart = new Chart(app, 'changed', within === undefined ? {} : { namespace: within });
  new ApiObject(chart, 'object', { ...now, metadata: { name } });
  return Checks.changesSince(app, [earlier]).map(({ field, message }) => `${field}: ${message}`);
}

async function isBound({ metadata }: KubeObject): Promise<true | undefined> {
  const claim = await client.read('v1', 'PersistentVolumeClaim', metadata.namespace, metadata.name);
  return claim?.status?.phase === 'Bound' ? true : undefined;
}

async function answerTo(earlier: KubeObject, now: KubeObject): Promise<string> {
  await client.apply(earlier);
  removeAfterwards(earlier);
  if (earlier.kind === 'PersistentVolumeClaim') await found('the claim is bound', () => isBound(earlier));
  return client.apply(now, { dryRun: true }).then(
    () => '',
    (error: Error) => error.message,
  );
}

describe('a server and the library agree about a change of', {
  skip: FAKE ? false : 'needs volumes and classes of the whole cluster',
}, () => {
  for (const change of CHANGES) {
    test(`${change.what} of a ${change.kind}`, async () => {
      const [earlier, now] = placed(change);
      const answer = await answerTo(earlier, now);
      assert.match(answer, change.says ?? /^$/);
      const problems = told(earlier, now);
      assert.equal(problems.length > 0, change.says !== undefined, `the library says: ${problems.join(', ') || 'nothing'}`);
    });
  }
});
