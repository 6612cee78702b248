/** What pods may say beyond those of the example. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Pod } from 'kubernetes-types/core/v1';
import { obstacleToIsolation, type PodRunner } from '../../pods';
import { IMAGE, openShell, shellPod } from './shell-pods';

const CONFIG = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'config', namespace: 'ml' },
  data: { mode: 'fast', 'file.txt': 'content' },
};
const MOUNT = { volumeMounts: [{ name: 'shared', mountPath: '/shared' }] };
const GROUP = { securityContext: { fsGroup: 10001 } };

/** Two init containers that each write what they see, and a word. */
function words(name: string, emptyDir: object): Pod {
  const init = ['one', 'two'].map((word) => ({
    name: word,
    image: IMAGE,
    args: [`cat /shared/*; echo ${word} >>/shared/words`],
    ...MOUNT,
  }));
  return shellPod(name, 'cat /shared/words', MOUNT, { initContainers: init, volumes: [{ name: 'shared', emptyDir }], ...GROUP });
}

const PODS: readonly Pod[] = [
  shellPod('image', '', { args: [] }),
  words('disk', {}),
  words('memory', { medium: 'Memory', sizeLimit: '1Mi' }),
  shellPod('failing', 'true', {}, { initContainers: [{ name: 'first', image: IMAGE, args: ['echo no data >&2; exit 3'] }] }),
  shellPod('full', 'head -c 2M /dev/zero >/shared/file 2>/dev/null; wc -c </shared/file', MOUNT, {
    volumes: [{ name: 'shared', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }],
  }),
  shellPod('files', 'cat /shared/file.txt; echo x 2>/dev/null >/shared/file.txt || echo " unchanged"', MOUNT, {
    volumes: [{ name: 'shared', configMap: { name: 'config' } }],
  }),
  shellPod(
    'sub-path',
    'echo done >/out/result',
    {
      env: [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      volumeMounts: [{ name: 'shared', mountPath: '/out', subPathExpr: 'runs/$(POD)' }],
    },
    { volumes: [{ name: 'shared', persistentVolumeClaim: { claimName: 'claim' } }], ...GROUP },
  ),
  shellPod('variables', 'echo "$BOTH; $(MODE); $FROM_IMAGE"; hostname -I', {
    env: [
      { name: 'ADDRESS', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'config', key: 'mode' } } },
      { name: 'BOTH', value: '$(MODE) at $(ADDRESS), $$(MODE), $(LATER)' },
      { name: 'LATER', value: '' },
    ],
  }),
  shellPod('stubborn', "trap '' TERM; while true; do sleep 0.1; done", {}, { terminationGracePeriodSeconds: 1 }),
  shellPod('again', 'cat /shared/words; echo again >/shared/words', MOUNT, { volumes: [{ name: 'shared', emptyDir: {} }] }),
];

describe('a pod in namespaces', { skip: obstacleToIsolation() ?? false }, () => {
  let runner: PodRunner;

  /** What a pod prints that ends well. */
  async function printed(name: string): Promise<string> {
    const pod = await runner.start(`ml/${name}`);
    assert.equal(await pod.finished(30), 0, pod.main.errors);
    return pod.main.output.trim();
  }

  before(async () => {
    runner = await openShell(PODS, { objects: [CONFIG] });
  });

  after(async () => await runner?.close());

  test('runs what its image says where it says nothing itself', async () => {
    assert.equal(await printed('image'), 'the image says so');
  });

  test('runs its init containers one after another, and all its containers see the same volumes', async () => {
    assert.equal(await printed('disk'), 'one\ntwo');
    assert.equal(await printed('memory'), 'one\ntwo');
  });

  test('is not started when an init container fails, whose words are told', async () => {
    await assert.rejects(runner.start('ml/failing'), /pod ml\/failing, container first failed:\nno data/);
  });

  test('can not put more into memory than its size', async () => {
    assert.equal(await printed('full'), String(1024 ** 2));
  });

  test('sees files of a ConfigMap, read-only', async () => {
    assert.equal(await printed('files'), 'content unchanged');
  });

  test('sees only its sub-path of a claim, by its own name', async () => {
    await printed('sub-path');
    assert.ok(existsSync(join(runner.claim('ml/claim'), 'runs/sub-path/result')));
  });

  test('has the variables of its fields and of ConfigMaps, expanded also in its arguments', async () => {
    const [first = '', address = ''] = (await printed('variables')).split('\n').map((line) => line.trim());
    assert.match(address, /^10\.244\./);
    assert.equal(first, `fast at ${address}, $(MODE), $(LATER); fast; yes`);
  });

  test('is killed when its grace period is over', async () => {
    const { exitCode, killed, seconds } = await (await runner.start('ml/stubborn')).terminate();
    assert.deepEqual({ exitCode, killed }, { exitCode: 137, killed: true });
    assert.ok(seconds >= 1 && seconds < 10, `${seconds} s`);
  });

  test('that is started again finds its volumes as it left them', async () => {
    const first = await runner.start('ml/again');
    assert.notEqual(await first.finished(30), undefined);
    assert.equal(await printed('again'), 'again');
  });
});

describe('a pod that a cluster would not start', () => {
  const refused = async (container: Parameters<typeof shellPod>[2], message: RegExp) => {
    const runner = await openShell([shellPod('pod', 'true', container)], { rewritten: true });
    await assert.rejects(runner.start('ml/pod'), message).finally(() => runner.close());
  };

  test('names a Secret or a key that is not there', async () => {
    const env = [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'registry', key: 'token' } } }];
    await refused({ env }, /variable TOKEN: no Secret registry with the key token is given/);
  });

  test('mounts what is no volume of it', async () => {
    await refused(MOUNT, /\/shared mounts shared, which is no volume of it/);
  });

  test('must not run as root and would', async () => {
    await refused({ securityContext: { runAsNonRoot: true, runAsUser: 0 } }, /runAsNonRoot, and it would run as root/);
  });

  test('has an image that no Dockerfile is for', async () => {
    await refused({ image: 'other:1' }, /no Dockerfile says `docker build -t other:1`/);
  });
});
