import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isSchema, type Schema, strictSchema } from '../../scripts/strict-schemas';

const FOLDER = join(__dirname, '../../imports');

/** Where `$ref`s of a custom resource's schema find Kubernetes' own definitions. */
export const KUBERNETES_ID = 'kubernetes.json';

const CORE = 'io.k8s.api.core.v1';
/** Where a TrainJob says what is different of its pods. */
const PATCH = 'spec.runtimePatches.*.trainingRuntimeSpec.template.spec.replicatedJobs.*.template.spec.template.spec';

/**
 * What Kubernetes defines inside custom resources, by `apiVersion kind` and path (`*` is any key or item). The trimmed CRDs leave these parts open
 * (a published CRD copies the pod template of the version that its operator was built with); a manifest is checked for the cluster's version.
 */
const KUBERNETES_PARTS: { readonly [kind: string]: { readonly [path: string]: string } } = {
  ...podsOf('TFJob', 'tfReplicaSpecs'),
  ...podsOf('PyTorchJob', 'pytorchReplicaSpecs', { 'spec.elasticPolicy.metrics.*': 'io.k8s.api.autoscaling.v2.MetricSpec' }),
  ...podsOf('XGBoostJob', 'xgbReplicaSpecs'),
  ...podsOf('PaddleJob', 'paddleReplicaSpecs'),
  ...podsOf('JAXJob', 'jaxReplicaSpecs'),
  ...podsOf('MPIJob', 'mpiReplicaSpecs'),
  ...podsOf('MPIJob', 'mpiReplicaSpecs', {}, 'v2beta1'),
  ...podsOf('MXJob', 'mxReplicaSpecs'),
  'jobset.x-k8s.io/v1alpha2 JobSet': { 'spec.replicatedJobs.*.template': 'io.k8s.api.batch.v1.JobTemplateSpec' },
  'ray.io/v1 RayJob': Object.fromEntries(
    ['submitterPodTemplate', 'rayClusterSpec.headGroupSpec.template', 'rayClusterSpec.workerGroupSpecs.*.template'].map((path) => [
      `spec.${path}`,
      'io.k8s.api.core.v1.PodTemplateSpec',
    ]),
  ),
  'trainer.kubeflow.org/v1alpha1 TrainJob': {
    'spec.trainer.env.*': `${CORE}.EnvVar`,
    'spec.trainer.resourcesPerNode': `${CORE}.ResourceRequirements`,
    ...below(PATCH, {
      affinity: `${CORE}.Affinity`,
      'containers.*.securityContext': `${CORE}.SecurityContext`,
      'containers.*.volumeMounts.*': `${CORE}.VolumeMount`,
      securityContext: `${CORE}.PodSecurityContext`,
      'tolerations.*': `${CORE}.Toleration`,
      'volumes.*': `${CORE}.Volume`,
    }),
  },
  ...jobsOf('TrainingRuntime'),
  ...jobsOf('ClusterTrainingRuntime'),
};

/** The Jobs in a runtime of Kubeflow Trainer. */
function jobsOf(kind: string) {
  const parts = { 'spec.template.spec.replicatedJobs.*.template': 'io.k8s.api.batch.v1.JobTemplateSpec' };
  return { [`trainer.kubeflow.org/v1alpha1 ${kind}`]: parts };
}

function below(path: string, parts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).map(([name, definition]) => [`${path}.${name}`, definition]));
}

/** The pods in the roles of a kind of the training operator, and what else Kubernetes defines in it. */
function podsOf(kind: string, specs: string, more: Readonly<Record<string, string>> = {}, version = 'v1') {
  return { [`kubeflow.org/${version} ${kind}`]: { [`spec.${specs}.*.template`]: 'io.k8s.api.core.v1.PodTemplateSpec', ...more } };
}

/** `apiVersion kind` -> the schema under which exactly the trimmed CRD's fields are allowed. */
export function crdSchemas(): ReadonlyMap<string, Schema> {
  const crds = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.crd.yaml'))
    .flatMap((file) => parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map((document): unknown => document.toJS()));
  return new Map(crds.flatMap((crd) => customKinds(at(crd, 'spec'))));
}

function customKinds(spec: unknown): [string, Schema][] {
  const versions = at(spec, 'versions');
  return (Array.isArray(versions) ? versions : []).map((version) => {
    const kind = `${at(spec, 'group')}/${at(version, 'name')} ${at(spec, 'names', 'kind')}`;
    return [kind, customSchema(kind, at(version, 'schema', 'openAPIV3Schema'))];
  });
}

/** Every object has these fields, described by its CRD or not. */
const COMMON = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { $ref: `${KUBERNETES_ID}#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta` },
};

/** Exported for its own test: the tree has no CRD that breaks these rules. */
export function customSchema(kind: string, openApi: unknown, parts = KUBERNETES_PARTS[kind] ?? {}): Schema {
  let schema: Schema = isSchema(openApi) ? openApi : {};
  for (const [path, definition] of Object.entries(parts)) {
    schema = withPart(schema, path.split('.'), `${KUBERNETES_ID}#/definitions/${definition}`, `${kind} ${path}`);
  }
  const properties = isSchema(schema.properties) ? schema.properties : {};
  return strictSchema({ ...schema, properties: { ...properties, ...COMMON } });
}

function withPart(schema: unknown, path: readonly string[], $ref: string, place: string): Schema {
  const [step, ...rest] = path;
  if (step === undefined) {
    return { $ref };
  }
  if (!isSchema(schema)) {
    throw new Error(`${place}: the trimmed CRD has no such field`);
  }
  if (step === '*') {
    const values = isSchema(schema.items) ? 'items' : 'additionalProperties';
    return { ...schema, [values]: withPart(schema[values], rest, $ref, place) };
  }
  const { properties } = schema;
  if (!isSchema(properties) || properties[step] === undefined) {
    throw new Error(`${place}: the trimmed CRD has no field "${step}"`);
  }
  return { ...schema, properties: { ...properties, [step]: withPart(properties[step], rest, $ref, place) } };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((part, key) => (isSchema(part) ? part[key] : undefined), value);
}
