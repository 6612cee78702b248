import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SchemaFile } from '../../scripts/strict-schemas';
import { type KubernetesVersion, schemaProblems } from './schemas';

const VERSIONS: KubernetesVersion[] = ['1.27', '1.33', '1.36'];
const QUANTITY_RULE = 'must be a quantity, such as 500m or 64Gi';

function podTemplate(container: object = {}, spec: object = {}): object {
  return { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'train:1.0', ...container }], ...spec } };
}

function job(spec: object = {}): object {
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'train' }, spec: { template: podTemplate(), ...spec } };
}

function tfJob(worker: object = {}, spec: object = {}): object {
  const tfReplicaSpecs = { Worker: { replicas: 2, restartPolicy: 'OnFailure', template: podTemplate({ name: 'tensorflow' }), ...worker } };
  return { apiVersion: 'kubeflow.org/v1', kind: 'TFJob', metadata: { name: 'train' }, spec: { tfReplicaSpecs, ...spec } };
}

describe('of kinds of Kubernetes', () => {
  test.each(VERSIONS)('a valid Job has no problem in Kubernetes %s', (version) => {
    const resources = {
      limits: { cpu: '8', memory: '64Gi', 'nvidia.com/gpu': 1 },
      requests: { cpu: '500m', memory: '64Gi', 'nvidia.com/gpu': 1 },
    };
    expect(schemaProblems(job({ parallelism: 2, template: podTemplate({ resources }) }), version)).toEqual([]);
  });

  test.each(VERSIONS)('every kind kept for Kubernetes %s has a schema that compiles, and is checked by it', (version) => {
    const file = JSON.parse(readFileSync(join(__dirname, `../schemas/kubernetes-${version}.json`), 'utf8')) as SchemaFile;
    const kinds = Object.entries(file.kinds).flatMap(([kind, apiVersions]) =>
      Object.entries(apiVersions).flatMap(([apiVersion, definition]) => (definition === null ? [] : [{ apiVersion, kind }])),
    );
    // Claims of devices came with 1.34.
    expect(kinds).toHaveLength(version === '1.36' ? 23 : 22);
    for (const type of kinds) {
      expect(schemaProblems({ ...type, metadata: { name: 'a' }, unheardOf: 1 }, version)).toContain('unheardOf: unknown field');
    }
  });

  test('a recased field is unknown', () => {
    expect(schemaProblems(job({ template: podTemplate({}, { hostIpc: true }) }))).toEqual(['spec.template.spec.hostIpc: unknown field']);
  });

  test('an unknown field of a Job is found', () => {
    expect(schemaProblems(job({ backOffLimit: 3 }))).toEqual(['spec.backOffLimit: unknown field']);
  });

  test('a field is known from the Kubernetes version on that has it', () => {
    const manifest = job({ successPolicy: { rules: [{ succeededCount: 1 }] } });
    expect(schemaProblems(manifest, '1.27')).toEqual(['spec.successPolicy: unknown field']);
    expect(schemaProblems(manifest, '1.33')).toEqual([]);
    expect(schemaProblems(manifest, '1.36')).toEqual([]);
  });

  test('status is for controllers to write', () => {
    expect(schemaProblems({ ...job(), status: {} })).toEqual(['status: unknown field']);
  });

  test('a wrong type is found, with the value', () => {
    expect(schemaProblems(job({ parallelism: '2', suspend: null }))).toEqual([
      'spec.parallelism: must be integer, got "2"',
      'spec.suspend: must be boolean, got null',
    ]);
  });

  test('a missing required field is found', () => {
    expect(schemaProblems(job({ template: { spec: { containers: [{ image: 'train:1.0' }] } } }))).toEqual([
      'spec.template.spec.containers[0].name: required, but missing',
    ]);
  });

  test('an object of its own needs a name or a generateName, a pod template does not', () => {
    expect(schemaProblems({ ...job(), metadata: {} })).toEqual(['metadata.name: required, but missing']);
    expect(schemaProblems({ ...job(), metadata: { generateName: 'train-' } })).toEqual([]);
  });

  test('a label that is no string is found under its quoted key', () => {
    const metadata = { name: 'train', labels: { 'app.kubernetes.io/version': 1 } };
    expect(schemaProblems({ ...job(), metadata })).toEqual(['metadata.labels["app.kubernetes.io/version"]: must be string, got 1']);
  });

  test.each(['10Gig', '64GB', '1 Gi', ''])('%p is no quantity', (memory) => {
    const template = podTemplate({ resources: { limits: { memory } } });
    expect(schemaProblems(job({ template }))).toEqual([
      `spec.template.spec.containers[0].resources.limits.memory: ${QUANTITY_RULE}, got ${JSON.stringify(memory)}`,
    ]);
  });

  test('a port may be a number or a name, nothing else', () => {
    const probe = (port: unknown) => job({ template: podTemplate({ livenessProbe: { tcpSocket: { port } } }) });
    expect(schemaProblems(probe(8080))).toEqual([]);
    expect(schemaProblems(probe('http'))).toEqual([]);
    expect(schemaProblems(probe(80.5))).toEqual([
      'spec.template.spec.containers[0].livenessProbe.tcpSocket.port: must be integer,string, got 80.5',
    ]);
  });

  test('a number that does not fit 32 bits, and a secret that is not base64, are found', () => {
    expect(schemaProblems(job({ backoffLimit: 2 ** 31 }))).toHaveLength(1);
    expect(schemaProblems(job({ backoffLimit: 2 ** 31 - 1 }))).toEqual([]);
    const secret = (password: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { password } });
    expect(schemaProblems(secret('c2VjcmV0'))).toEqual([]);
    expect(schemaProblems(secret('secret!'))).toEqual(['data.password: must match format "byte", got "secret!"']);
  });
});

describe('duplicates', () => {
  test.each(VERSIONS)('two containers of one name are found in Kubernetes %s', (version) => {
    const containers = [
      { name: 'main', image: 'a' },
      { name: 'side', image: 'b' },
      { name: 'main', image: 'c' },
    ];
    expect(schemaProblems(job({ template: podTemplate({}, { containers }) }), version)).toEqual([
      'spec.template.spec.containers: items 0 and 2 have the same name "main"',
    ]);
  });

  test.each([
    ['env', [{ name: 'A' }, { name: 'A' }], 'name "A"'],
    [
      'volumeMounts',
      [
        { name: 'a', mountPath: '/x' },
        { name: 'b', mountPath: '/x' },
      ],
      'mountPath "/x"',
    ],
    ['ports', [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }], 'containerPort 80 and protocol "TCP"'],
  ])('two %s that Kubernetes can not tell apart are found', (field, items, identity) => {
    expect(schemaProblems(job({ template: podTemplate({ [field]: items }) }))).toEqual([
      `spec.template.spec.containers[0].${field}: items 0 and 1 have the same ${identity}`,
    ]);
  });

  test('one port over two protocols is no duplicate', () => {
    const ports = [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }];
    expect(schemaProblems(job({ template: podTemplate({ ports }) }))).toEqual([]);
  });
});

describe('of custom resources', () => {
  test.each(VERSIONS)('a valid TFJob has no problem in Kubernetes %s', (version) => {
    const schedulingPolicy = { minAvailable: 3, minResources: { cpu: '8', 'nvidia.com/gpu': 2 } };
    expect(schemaProblems(tfJob({}, { runPolicy: { cleanPodPolicy: 'Running', schedulingPolicy } }), version)).toEqual([]);
  });

  test('a misspelt, a missing and an ill-typed field of a TFJob are found', () => {
    expect(schemaProblems(tfJob({ replica: 2 }))).toEqual(['spec.tfReplicaSpecs.Worker.replica: unknown field']);
    expect(schemaProblems(tfJob({}, { tfReplicaSpecs: undefined }))).toEqual(['spec.tfReplicaSpecs: required, but missing']);
    expect(schemaProblems(tfJob({}, { runPolicy: { backoffLimit: '3' } }))).toEqual([
      'spec.runPolicy.backoffLimit: must be integer, got "3"',
    ]);
  });

  test('a pod template inside a TFJob is held against that version of Kubernetes', () => {
    const resized = tfJob({ template: podTemplate({ restartPolicyRules: [{ action: 'Restart' }] }) });
    const path = 'spec.tfReplicaSpecs.Worker.template.spec';
    expect(schemaProblems(resized, '1.27')).toEqual([`${path}.containers[0].restartPolicyRules: unknown field`]);
    expect(schemaProblems(resized, '1.36')).toEqual([]);
    expect(schemaProblems(tfJob({ template: podTemplate({}, { hostIpc: true }) }))).toEqual([`${path}.hostIpc: unknown field`]);
  });
});

describe('of what has no schema', () => {
  test('an unknown kind is a problem', () => {
    expect(schemaProblems({ apiVersion: 'example.com/v1', kind: 'Run', metadata: { name: 'a' } })).toEqual([
      'kind: no schema for example.com/v1 Run in Kubernetes 1.33',
    ]);
  });

  test('a known kind of another apiVersion is a problem, with the ones that there are', () => {
    expect(schemaProblems({ ...job(), apiVersion: 'batch/v1beta1' })).toEqual([
      'kind: no schema for batch/v1beta1 Job in Kubernetes 1.33; it has batch/v1',
    ]);
    expect(schemaProblems({ apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler' }, '1.27')).toEqual([
      'kind: no schema for autoscaling/v1 HorizontalPodAutoscaler in Kubernetes 1.27; it has autoscaling/v1 (not kept here), autoscaling/v2',
    ]);
  });

  test.each([undefined, null, 'Job', [job()], {}, { kind: 'Job' }])('%j is no manifest', (manifest) => {
    expect(schemaProblems(manifest)).toEqual([
      expect.stringMatching(/^manifest: (must be an object|apiVersion and kind must be strings), got/),
    ]);
  });
});
