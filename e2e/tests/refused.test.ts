import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { App, Chart } from 'cdk8s';
import { Checks, SpecError } from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { found } from '../cluster/until';
import { BY_HAND_ACCEPTED, JOBS_BY_HAND, OPERATED_BY_HAND } from '../refusals/by-hand';
import { BY_HANGING } from '../refusals/by-hanging';
import { BY_NOBODY } from '../refusals/by-nobody';
import { BY_WEBHOOKS } from '../refusals/by-webhooks';
import { CARE_BY_NOBODY, INVALID_BACKUPS } from '../refusals/care-of-datasets';
import { INVALID_OBJECTS } from '../refusals/invalid-objects';
import { INVALID_PODS } from '../refusals/invalid-pods';
import { INVALID_QUEUES } from '../refusals/queues';
import type { Refusal } from '../refusals/refusal';
import { record } from '../results';
import { applyAll, moved } from './support/apply';
import { client, instancePods, isReady, NEEDS_FAKE_NODES, newNamespace, unserved } from './support/cluster';

/** What the library finds, in the construct itself or in the app: the ids of its rules. */
function rulesAgainst({ make }: Refusal): string[] {
  const chart = new Chart(new App(), 'mistaken', { namespace: 'ml' });
  try {
    make(chart);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return SpecError.problemsOf(error).map(({ rule }) => rule);
  }
  return Checks.problemsIn(App.of(chart)).map(({ rule }) => rule);
}

function assertRefused(refusal: Refusal): void {
  const rules = rulesAgainst(refusal);
  assert.ok(rules.includes(refusal.rule), `the library has no problem of the rule ${refusal.rule}, but of ${rules.join(', ') || 'none'}`);
}

/** What conditions and events of a namespace say, a line each. */
async function said(namespace: string): Promise<string[]> {
  const [pods, events, scalers] = await Promise.all([
    client.list('v1', 'Pod', namespace),
    client.list('v1', 'Event', namespace),
    client.list('autoscaling/v2', 'HorizontalPodAutoscaler', namespace),
  ]);
  const conditions = [...pods, ...scalers].flatMap(({ status }) => status?.conditions ?? []);
  return [
    ...conditions.map(({ reason, message }) => `${reason}: ${message}`),
    ...events.map(({ reason, message }) => `${reason}: ${message}`),
  ];
}

/** What the server says to an eviction of a running pod, where there is one; the drain of a node would meet the same. */
async function evictionAnswer(namespace: string): Promise<string> {
  const pod = (await instancePods(namespace, 'serve')).find(isReady);
  if (pod === undefined) return '';
  return client.evict(pod).then(
    () => '',
    (error: Error) => error.message,
  );
}

async function refusalOf(objects: readonly KubeObject[]): Promise<string> {
  for (const object of objects) {
    const message = await client.create(object, { dryRun: true }).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (message !== undefined) return message;
  }
  return '';
}

let confirmed = 0;
after(() => record('refused', { 'rules whose claim a real server confirmed': confirmed }));

for (const [who, refusals] of Object.entries({
  'the API server': [...INVALID_OBJECTS, ...INVALID_BACKUPS, ...INVALID_PODS, ...INVALID_QUEUES, ...JOBS_BY_HAND],
  'the webhooks': [...BY_WEBHOOKS, ...OPERATED_BY_HAND],
})) {
  describe(`${who} and the library refuse`, () => {
    let namespace: string;
    before(async () => {
      namespace = await newNamespace();
    });
    for (const refusal of refusals) {
      test(refusal.mistake, async (t) => {
        const missing = await unserved(refusal.objects());
        if (missing !== undefined) return t.skip(missing);
        assertRefused(refusal);
        assert.ok('refused' in refusal.outcome);
        assert.match(await refusalOf(moved(refusal.objects(), namespace)), refusal.outcome.refused);
        confirmed += 1;
      });
    }
  });
}

describe('the library refuses, and a cluster would take and never run', NEEDS_FAKE_NODES, () => {
  for (const refusal of BY_HANGING) {
    test(refusal.mistake, async () => {
      assertRefused(refusal);
      const { outcome } = refusal;
      assert.ok('hangs' in outcome);
      const namespace = await newNamespace();
      await applyAll(moved(refusal.objects(), namespace));
      await found(`something says ${outcome.hangs}`, async () =>
        [...(await said(namespace)), await evictionAnswer(namespace)].find((text) => outcome.hangs.test(text)),
      );
      confirmed += 1;
    });
  }
});

describe('the library refuses what a server takes without a word', () => {
  let namespace: string;
  before(async () => {
    namespace = await newNamespace();
  });
  for (const refusal of [...BY_NOBODY, ...CARE_BY_NOBODY, ...BY_HAND_ACCEPTED]) {
    test(refusal.mistake, async (t) => {
      const missing = await unserved(refusal.objects());
      if (missing !== undefined) return t.skip(missing);
      assertRefused(refusal);
      assert.equal(await refusalOf(moved(refusal.objects(), namespace)), '');
    });
  }
});
