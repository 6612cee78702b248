/** What pods may say beyond those of the example. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Pod } from 'kubernetes-types/core/v1';
import { obstacleToIsolation, type PodRunner, type RunningPod } from '../../pods';
import { IMAGE, openShell, type ShellOptions, shellPod } from './shell-pods';

const CONFIG = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'config', namespace: 'ml' },
  data: { mode: 'fast', 'file.txt': 'content' },
};
const SHARED = [{ name: 'shared', mountPath: '/shared' }];

/** Starts one pod, and ends everything afterwards. */
async function withPod(
  pod: Pod,
  use: (running: RunningPod, runner: PodRunner) => Promise<void>,
  options: ShellOptions = {},
): Promise<void> {
  const runner = await openShell([pod], options);
  try {
    await use(await runner.start(`ml/${pod.metadata?.name}`), runner);
  } finally {
    await runner.close();
  }
}

/** What a pod prints that ends well. */
async function printed(pod: Pod, options: ShellOptions = {}): Promise<string> {
  let output = '';
  await withPod(
    pod,
    async (running) => {
      assert.equal(await running.finished(20), 0, running.main.errors);
      output = running.main.output;
    },
    options,
  );
  return output.trim();
}

describe('a pod in namespaces', { skip: obstacleToIsolation() ?? false }, () => {
  test('runs what its image says where it says nothing itself', async () => {
    assert.equal(await printed({ ...shellPod('pod', ''), spec: { containers: [{ name: 'main', image: IMAGE }] } }), 'the image says so');
  });

  test('runs its init containers one after another, and all its containers see the same volumes', async () => {
    const init = ['one', 'two'].map((word) => ({
      name: word,
      image: IMAGE,
      args: [`cat /shared/* 2>/dev/null; echo ${word} >>/shared/words`],
      volumeMounts: SHARED,
    }));
    for (const emptyDir of [{}, { medium: 'Memory', sizeLimit: '1Mi' }]) {
      const pod = shellPod(
        'pod',
        'cat /shared/words',
        { volumeMounts: SHARED },
        { initContainers: init, volumes: [{ name: 'shared', emptyDir }], securityContext: { fsGroup: 10001 } },
      );
      assert.equal(await printed(pod), 'one\ntwo');
    }
  });

  test('is not started when an init container fails, whose words are told', async () => {
    const pod = shellPod('pod', 'true', {}, { initContainers: [{ name: 'first', image: IMAGE, args: ['echo no data >&2; exit 3'] }] });
    await assert.rejects(
      withPod(pod, async () => undefined),
      /pod ml\/pod, container first failed:\nno data/,
    );
  });

  test('can not put more into memory than its size', async () => {
    const volumes = [{ name: 'shared', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }];
    const command = 'head -c 2M /dev/zero >/shared/file 2>/dev/null; wc -c </shared/file';
    assert.equal(await printed(shellPod('pod', command, { volumeMounts: SHARED }, { volumes })), String(1024 ** 2));
  });

  test('sees files of a ConfigMap, read-only', async () => {
    const volumes = [{ name: 'shared', configMap: { name: 'config' } }];
    const command = 'cat /shared/file.txt; echo x 2>/dev/null >/shared/file.txt || echo " unchanged"';
    assert.equal(
      await printed(shellPod('pod', command, { volumeMounts: SHARED }, { volumes }), { objects: [CONFIG] }),
      'content unchanged',
    );
  });

  test('sees only its sub-path of a claim, by its own name', async () => {
    const volumes = [{ name: 'shared', persistentVolumeClaim: { claimName: 'claim' } }];
    const env = [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }];
    const volumeMounts = [{ name: 'shared', mountPath: '/out', subPathExpr: 'runs/$(POD)' }];
    const pod = shellPod(
      'pod',
      'echo done >/out/result; sleep 100',
      { env, volumeMounts },
      { volumes, securityContext: { fsGroup: 10001 } },
    );
    await withPod(pod, async (running, runner) => {
      const { existsSync } = await import('node:fs');
      while (!existsSync(`${runner.claim('ml/claim')}/runs/pod/result`)) assert.ok(running.main.running, running.main.errors);
    });
  });

  test('has the variables of its fields and of ConfigMaps, expanded also in its arguments', async () => {
    const env = [
      { name: 'ADDRESS', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'config', key: 'mode' } } },
      { name: 'BOTH', value: '$(MODE) at $(ADDRESS), $$(MODE), $(LATER)' },
      { name: 'LATER', value: '' },
    ];
    const output = await printed(shellPod('pod', 'echo "$BOTH; $(MODE); $FROM_IMAGE"; hostname -I', { env }), { objects: [CONFIG] });
    const address = '10.244.1.1';
    assert.equal(output.replace(/ +$/gm, ''), `fast at ${address}, $(MODE), $(LATER); fast; yes\n${address}`);
  });

  test('is killed when its grace period is over', async () => {
    const pod = shellPod('pod', "trap '' TERM; while true; do sleep 0.1; done", {}, { terminationGracePeriodSeconds: 1 });
    await withPod(pod, async (running) => {
      const { exitCode, killed, seconds } = await running.terminate();
      assert.deepEqual({ exitCode, killed }, { exitCode: 137, killed: true });
      assert.ok(seconds >= 1 && seconds < 5, `${seconds} s`);
    });
  });

  test('that is started again finds its volumes as it left them', async () => {
    const volumes = [{ name: 'shared', emptyDir: {} }];
    const pod = shellPod('pod', 'cat /shared/words; echo again >/shared/words', { volumeMounts: SHARED }, { volumes });
    await withPod(pod, async (running, runner) => {
      await running.finished(20);
      const second = await runner.start('ml/pod');
      assert.equal(await second.finished(20), 0, second.main.errors);
      assert.equal(second.main.output, 'again\n');
    });
  });
});

describe('a pod that a cluster would not start', () => {
  const refusal = async (pod: Pod, message: RegExp) => await assert.rejects(printed(pod, { rewritten: true }), message);

  test('names a Secret or a key that is not there', async () => {
    const env = [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'registry', key: 'token' } } }];
    await refusal(shellPod('pod', 'true', { env }), /variable TOKEN: no Secret registry with the key token is given/);
  });

  test('mounts what is no volume of it', async () => {
    await refusal(shellPod('pod', 'true', { volumeMounts: SHARED }), /\/shared mounts shared, which is no volume of it/);
  });

  test('must not run as root and would', async () => {
    const securityContext = { runAsNonRoot: true, runAsUser: 0 };
    await refusal(shellPod('pod', 'true', { securityContext }), /runAsNonRoot, and it would run as root/);
  });

  test('has an image that no Dockerfile is for', async () => {
    await refusal(shellPod('pod', 'true', { image: 'other:1' }), /no Dockerfile says `docker build -t other:1`/);
  });
});
