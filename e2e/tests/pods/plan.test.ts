/** What can be computed of a pod without running it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Service } from 'kubernetes-types/core/v1';
import { parseDockerfile } from '../../pods/image/dockerfile';
import { copied, imagesOf } from '../../pods/image/image';
import { quoted } from '../../pods/isolated/shell';
import type { TFJob } from '../../pods/make/objects';
import { podsOf, servicesOf } from '../../pods/make/pods';
import { tfConfigAsTheOperatorWritesIt } from '../../pods/make/tf-config';
import { expand } from '../../pods/plan/expand';
import { identityOf } from '../../pods/plan/identity';
import { hostsFile, networkOf, routesOf } from '../../pods/plan/network';
import { probeOf } from '../../pods/plan/probe';
import { terminationOf } from '../../pods/plan/termination';
import { type Rule, rewritten } from '../../pods/rewritten/rules';
import { shellPod } from './shell-pods';

const TEMPLATE = { spec: { containers: [{ name: 'tensorflow', image: 'train:1' }] } };
const JOB: TFJob = {
  kind: 'TFJob',
  metadata: { name: 'job', namespace: 'ml' },
  spec: { tfReplicaSpecs: { Worker: { replicas: 2, restartPolicy: 'ExitCode', template: TEMPLATE }, PS: { template: TEMPLATE } } },
};

describe('TF_CONFIG', () => {
  test('is what the training operator writes', () => {
    const cluster = { ps: ['job-ps-0.ml.svc:2222'], worker: ['job-worker-0.ml.svc:2222', 'job-worker-1.ml.svc:2222'] };
    const expected = { cluster, task: { type: 'worker', index: 1 }, environment: 'cloud' };
    assert.equal(tfConfigAsTheOperatorWritesIt(JOB, 'Worker', 1), JSON.stringify(expected));
  });

  test('names only the task itself and the parameter servers where workers may come and go', () => {
    const dynamic = { ...JOB, spec: { ...JOB.spec, enableDynamicWorker: true } };
    const expected = {
      cluster: { worker: { 1: 'job-worker-1.ml.svc:2222' }, ps: ['job-ps-0.ml.svc:2222'] },
      task: { type: 'worker', index: 1 },
    };
    assert.equal(tfConfigAsTheOperatorWritesIt(dynamic, 'Worker', 1), JSON.stringify(expected));
  });

  test('is not set for a job of one task', () => {
    const one = { ...JOB, spec: { tfReplicaSpecs: { Worker: { replicas: 1, template: TEMPLATE } } } };
    assert.equal(tfConfigAsTheOperatorWritesIt(one, 'Worker', 0), undefined);
  });

  test('may be given in its place', () => {
    const [first] = podsOf([JOB], () => 'given');
    assert.deepEqual(first?.spec?.containers[0]?.env, [{ name: 'TF_CONFIG', value: 'given' }]);
  });
});

describe('pods', () => {
  test('of a TFJob have its names, labels and a restart policy that pods know', () => {
    const pods = podsOf([JOB]);
    assert.deepEqual(
      pods.map(({ metadata }) => metadata?.name),
      ['job-worker-0', 'job-worker-1', 'job-ps-0'],
    );
    assert.equal(pods[0]?.spec?.restartPolicy, 'Never');
    assert.equal(pods[0]?.metadata?.labels?.['training.kubeflow.org/replica-index'], '0');
  });

  test('of an indexed Job know their index', () => {
    const job = { kind: 'Job', metadata: { name: 'job' }, spec: { completionMode: 'Indexed', completions: 2, template: TEMPLATE } };
    const second = podsOf([job])[1];
    const label = 'batch.kubernetes.io/job-completion-index';
    assert.equal(second?.metadata?.labels?.[label], '1');
    assert.equal(second?.spec?.containers[0]?.env?.[0]?.valueFrom?.fieldRef?.fieldPath, `metadata.labels['${label}']`);
  });

  test('that an API server returned are taken as they are', () => {
    const pod = { ...shellPod('real', 'true'), status: { podIP: '10.0.0.1' } };
    assert.deepEqual(podsOf([pod]), [pod]);
  });
});

describe('names', () => {
  const pods = podsOf([JOB]);
  const service: Service = {
    kind: 'Service',
    metadata: { name: 'front', namespace: 'ml' },
    spec: { selector: { app: 'server' }, ports: [{ port: 80, targetPort: 'http' }] },
  };
  const server = shellPod('server', 'true', { ports: [{ name: 'http', containerPort: 5000 }] });
  const services = [...servicesOf([JOB]), service];
  const all = [...pods, server];
  const network = networkOf(all, services);

  test('lead to pods where a Service has no address of its own, and else to that', () => {
    const hosts = hostsFile(server, all, services, network);
    assert.match(hosts, /^10\.244\.1\.2\tjob-worker-1 job-worker-1\.ml job-worker-1\.ml\.svc job-worker-1\.ml\.svc\.cluster\.local$/m);
    assert.match(hosts, /^10\.96\.1\.1\tfront front\.ml /m);
    assert.match(hosts, /^10\.244\.1\.4\tserver$/m);
  });

  test('are short in the same namespace only', () => {
    assert.doesNotMatch(hostsFile({ ...server, metadata: { name: 'other' } }, all, services, network), /\tfront front\.ml/);
  });

  test('of ports lead from a Service to the number that the container gives', () => {
    const targets = [{ pod: 'ml/server', address: '10.244.1.4', port: 5000 }];
    assert.deepEqual(routesOf(all, services, network), [{ service: 'ml/front', address: '10.96.1.1', port: 80, targets }]);
  });
});

describe('a Dockerfile', () => {
  const text = `# docker build --target second -t example/two:1 .
# docker build -t example/three:1 .
FROM base:1 AS first
ENV A=1 \\
    B="two words"
WORKDIR /app
COPY *.py data/x ./
USER 1:2
ENTRYPOINT ["run"]
CMD ["first"]
FROM first AS second
CMD second $A
FROM first
WORKDIR sub
ENTRYPOINT ["other"]`;

  test('says of each image what its stage and the stages below say', () => {
    const [two, three] = imagesOf(text, '/context');
    assert.deepEqual(two, {
      reference: 'example/two:1',
      context: '/context',
      name: 'second',
      entrypoint: ['run'],
      command: ['/bin/sh', '-c', 'second $A'],
      environment: { A: '1', B: 'two words' },
      workingDirectory: '/app',
      user: '1:2',
      copies: [{ patterns: ['*.py', 'data/x'], folder: '/app' }],
    });
    assert.deepEqual([three?.entrypoint, three?.command, three?.workingDirectory], [['other'], [], '/app/sub']);
    assert.equal(parseDockerfile(text).length, 3);
  });

  test('copies what its patterns name and .dockerignore lets through', () => {
    const names = ['a.py', 'b.pyc', 'c.txt', 'd.py'];
    assert.deepEqual(copied(names, ['*.py'], '*\n!*.py\nd.*'), ['a.py']);
    assert.deepEqual(copied(names, ['*.py', 'c.txt'], ''), ['a.py', 'c.txt', 'd.py']);
  });
});

describe('texts', () => {
  test("are expanded by Kubernetes' rules", () => {
    assert.equal(expand('$(A)-$$(A)-$(B)-$A-$', { A: '1' }), '1-$(A)-$(B)-$A-$');
    assert.equal(expand('$(toString)', {}), '$(toString)');
  });

  test('are rewritten at whole paths and addresses only, and only once', () => {
    const rules: Rule[] = [
      { kind: 'path', from: '/data', to: '/tmp/x' },
      { kind: 'path', from: '/tmp', to: '/tmp/y' },
      { kind: 'address', from: 'worker-1:22', to: '127.0.0.1:1' },
    ];
    assert.equal(rewritten('/data:/data/a,/database,/x/data,/tmp', rules), '/tmp/x:/tmp/x/a,/database,/x/data,/tmp/y');
    assert.equal(rewritten('["worker-1:22","worker-1:2222","my-worker-1:22"]', rules), '["127.0.0.1:1","worker-1:2222","my-worker-1:22"]');
  });

  test('are one word of a shell whatever is in them', () => {
    assert.equal(quoted("it's $(x)"), "'it'\\''s $(x)'");
    assert.equal(quoted(''), "''");
  });
});

describe('a container', () => {
  test('has the capabilities of its runtime but for those dropped, and those added', () => {
    const capabilities = (given: object) =>
      identityOf(shellPod('pod', ''), { name: 'main', securityContext: { capabilities: given } }, '1').capabilities;
    assert.deepEqual(capabilities({ drop: ['ALL'], add: ['SYS_PTRACE'] }), ['SYS_PTRACE']);
    assert.ok(!capabilities({ drop: ['CHOWN'] }).includes('CHOWN') && capabilities({ drop: ['CHOWN'] }).includes('KILL'));
  });

  test("is the user of its own words, then of the pod's, then of the image's", () => {
    const pod = shellPod('pod', '', {}, { securityContext: { runAsUser: 2, supplementalGroups: [7] } });
    assert.equal(identityOf(pod, { name: 'main', securityContext: { runAsUser: 1 } }, '3:4').user, 1);
    assert.equal(identityOf(pod, { name: 'main' }, '3:4').user, 2);
    const { user, group, groups } = identityOf(shellPod('pod', ''), { name: 'main' }, '3:4');
    assert.deepEqual([user, group, groups], [3, 4, []]);
  });

  test("is probed with Kubernetes' defaults", () => {
    const container = { name: 'main', ports: [{ name: 'http', containerPort: 5000 }], readinessProbe: { httpGet: { port: 'http' } } };
    assert.deepEqual(probeOf(container, 'readiness'), {
      port: 5000,
      path: '/',
      headers: {},
      timeoutSeconds: 1,
      periodSeconds: 10,
      failureThreshold: 3,
    });
    assert.equal(probeOf(container, 'liveness'), undefined);
  });

  test("ends after its preStop and in its pod's grace period", () => {
    assert.deepEqual(terminationOf(shellPod('pod', ''), { name: 'main' }), { graceSeconds: 30, sleepSeconds: 0 });
    const sleeping = { preStop: { exec: { command: ['sleep', '5'] } } };
    assert.equal(terminationOf(shellPod('pod', ''), { name: 'main', lifecycle: sleeping }).sleepSeconds, 5);
    assert.throws(
      () => terminationOf(shellPod('pod', ''), { name: 'main', lifecycle: { preStop: { exec: { command: ['x'] } } } }),
      /only a preStop that sleeps/,
    );
  });
});
