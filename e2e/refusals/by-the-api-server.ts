import { JsonPatch } from 'cdk8s';
import {
  Autoscaling,
  CephDataset,
  CephStorage,
  Gpu,
  Mount,
  Parallel,
  Placement,
  PodSecurity,
  Resources,
  RestartPolicy,
  Rollout,
  Topology,
} from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { cluster, dataset, edited, type Refusal, right, service, training } from './refusal';

const CONTAINER = 'spec.template.spec.containers.0';
const job = () => right(training());
const served = () => right(service());

/** The pod of a Job by itself, as root: a Job is taken, and only its pods are refused. */
function rootPod(objects: readonly KubeObject[]): KubeObject {
  const { serviceAccountName: _, ...spec } = objects.find(({ kind }) => kind === 'Job')?.spec.template.spec ?? {};
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'root', namespace: 'ml' }, spec };
  const [asRoot = pod] = edited([pod], 'Pod', 'spec.containers.0.securityContext.runAsUser', 0);
  return asRoot;
}

/** What the API server does not take. */
export const BY_THE_API_SERVER: readonly Refusal[] = [
  {
    mistake: 'a name in capitals and with an underscore',
    rule: 'name',
    make: training({}, 'Train_Model'),
    objects: () => edited(job(), 'Job', 'metadata.name', 'Train_Model'),
    outcome: { refused: /a lowercase RFC 1123 subdomain/ },
  },
  {
    mistake: 'a name of a Job that its pods can not carry as a label',
    rule: 'name-length',
    make: training({}, 'a'.repeat(64)),
    objects: () => edited(job(), 'Job', 'metadata.name', 'a'.repeat(64)),
    outcome: { refused: /must be no more than 63/ },
  },
  {
    mistake: 'a name of a Service that starts with a digit',
    rule: 'name',
    make: service({}, '1st'),
    objects: () => edited(served(), 'Service', 'metadata.name', '1st'),
    outcome: { refused: /DNS-1035 label/ },
  },
  {
    mistake: 'more reserved than the limit',
    rule: 'request-over-limit',
    make: training({ resources: Resources.burstable({ cpu: '4', cpuLimit: '2', memory: '1Gi' }) }),
    objects: () => edited(job(), 'Job', `${CONTAINER}.resources.requests.cpu`, '4'),
    outcome: { refused: /must be less than or equal to cpu limit/ },
  },
  {
    mistake: 'half a GPU',
    rule: 'whole-gpu',
    make: training({ gpu: Gpu.nvidia(0.5) }),
    objects: () =>
      edited(
        edited(job(), 'Job', `${CONTAINER}.resources.limits.nvidia~1com/gpu`, '0.5'),
        'Job',
        `${CONTAINER}.resources.requests.nvidia~1com/gpu`,
        '0.5',
      ),
    outcome: { refused: /must be an integer/ },
  },
  {
    mistake: 'memory in GB, which Kubernetes does not know',
    rule: 'quantity',
    make: training({ resources: Resources.guaranteed({ cpu: '1', memory: '64GB' }) }),
    objects: () => edited(job(), 'Job', `${CONTAINER}.resources.limits.memory`, '64GB'),
    outcome: { refused: /quantities must match the regular expression/ },
  },
  {
    mistake: 'a device by a name without a domain',
    rule: 'extended-resource',
    make: training({ resources: Resources.guaranteed({ cpu: '1', memory: '1Gi', extended: { gpu: 1 } }) }),
    objects: () => edited(job(), 'Job', `${CONTAINER}.resources.limits.gpu`, '1'),
    outcome: { refused: /must be a standard resource (type|for containers)|fully qualified/ },
  },
  {
    mistake: 'two mounts on one path',
    rule: 'two-writers',
    make: training({ mounts: [Mount.scratchDisk('/a', '1Gi'), Mount.scratchDisk('/a', '1Gi')] }),
    objects: () =>
      edited(job(), 'Job', `${CONTAINER}.volumeMounts`, [
        { name: 'tmp', mountPath: '/a' },
        { name: 'tmp', mountPath: '/a' },
      ]),
    outcome: { refused: /must be unique/ },
  },
  {
    mistake: 'a path inside a volume that leaves it',
    rule: 'path',
    make: (chart) => training({ mounts: [dataset(chart).mount('/x', { subPath: '../up' })] })(chart),
    objects: () => edited(job(), 'Job', `${CONTAINER}.volumeMounts.0.subPath`, '../up'),
    outcome: { refused: /must not contain '\.\.'/ },
  },
  {
    mistake: 'a label key with a blank',
    rule: 'label-key',
    make: training({ labels: { 'my team': 'vision' } }),
    objects: () => edited(job(), 'Job', 'metadata.labels.my team', 'vision'),
    outcome: { refused: /name part must consist of alphanumeric characters/ },
  },
  {
    mistake: 'a label value with a blank',
    rule: 'label-value',
    make: training({ labels: { team: 'computer vision' } }),
    objects: () => edited(job(), 'Job', 'metadata.labels.team', 'computer vision'),
    outcome: { refused: /a valid label must be an empty string or consist of/ },
  },
  {
    mistake: 'annotations of more than 256 KiB',
    rule: 'annotations-size',
    make: training({ annotations: { notes: 'x'.repeat(300_000) } }),
    objects: () => edited(job(), 'Job', 'metadata.annotations', { notes: 'x'.repeat(300_000) }),
    outcome: { refused: /Too long: may not be more than 262144 bytes/ },
  },
  {
    mistake: 'a name of an environment variable with =',
    rule: 'env-name',
    make: training({ env: { 'A=B': 'x' } }),
    objects: () => edited(job(), 'Job', `${CONTAINER}.env.0.name`, 'A=B'),
    outcome: { refused: /a valid environment variable name/ },
  },
  {
    mistake: 'a port over 65535',
    rule: 'type',
    make: service({ port: 70_000 }),
    objects: () => edited(served(), 'Deployment', `${CONTAINER}.ports.0.containerPort`, 70_000),
    outcome: { refused: /must be between 1 and 65535/ },
  },
  {
    mistake: 'a rollout that allows neither a pod more nor one less',
    rule: 'rollout',
    make: service({ rollout: Rollout.rolling({ maxSurge: 0, maxUnavailable: 0 }) }),
    objects: () =>
      edited(
        edited(served(), 'Deployment', 'spec.strategy.rollingUpdate.maxSurge', 0),
        'Deployment',
        'spec.strategy.rollingUpdate.maxUnavailable',
        0,
      ),
    outcome: { refused: /may not be 0 when `maxSurge` is 0/ },
  },
  {
    mistake: 'fewer replicas than none',
    rule: 'type',
    make: service({ replicas: -1 }),
    objects: () => edited(served(), 'Deployment', 'spec.replicas', -1),
    outcome: { refused: /must be greater than or equal to 0/ },
  },
  {
    mistake: 'an autoscaler whose least is more than its most',
    rule: 'autoscaling-bounds',
    make: service({ autoscaling: Autoscaling.onCpu({ min: 5, max: 3 }) }),
    objects: () =>
      edited(right(service({ autoscaling: Autoscaling.onCpu({ min: 2, max: 3 }) })), 'HorizontalPodAutoscaler', 'spec.minReplicas', 5),
    outcome: { refused: /must be greater than or equal to `minReplicas`/ },
  },
  {
    mistake: 'an autoscaler that wants no CPU used at all',
    rule: 'type',
    make: service({ autoscaling: Autoscaling.onCpu({ max: 3, utilization: 0 }) }),
    objects: () =>
      edited(
        right(service({ autoscaling: Autoscaling.onCpu({ min: 2, max: 3 }) })),
        'HorizontalPodAutoscaler',
        'spec.metrics.0.resource.target.averageUtilization',
        0,
      ),
    outcome: { refused: /must be greater than 0/ },
  },
  {
    mistake: 'fewer retries than none',
    rule: 'type',
    make: training({ backoffLimit: -1 }),
    objects: () => edited(job(), 'Job', 'spec.backoffLimit', -1),
    outcome: { refused: /must be greater than or equal to 0/ },
  },
  {
    mistake: 'success as an exit code that is not worth a retry',
    rule: 'type',
    make: training({ failFastExitCodes: [0] }),
    objects: () => edited(right(training({ failFastExitCodes: [42] })), 'Job', 'spec.podFailurePolicy.rules.1.onExitCodes.values', [0]),
    outcome: { refused: /must not be 0 for the In operator/ },
  },
  {
    mistake: 'more shards than an Indexed Job may run at once',
    rule: 'type',
    make: training({ parallel: Parallel.shards(200_000) }),
    objects: () =>
      edited(
        edited(right(training({ parallel: Parallel.shards(2) })), 'Job', 'spec.completions', 200_000),
        'Job',
        'spec.parallelism',
        200_000,
      ),
    outcome: { refused: /must be less than or equal to 100000/ },
  },
  {
    mistake: 'a claim for nothing',
    rule: 'quantity',
    make: (chart) => new CephDataset(chart, 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '0' }),
    objects: () => edited(right(dataset), 'PersistentVolumeClaim', 'spec.resources.requests.storage', '0'),
    outcome: { refused: /must be greater than zero/ },
  },
  {
    mistake: 'a storage class in capitals',
    rule: 'name',
    make: (chart) => new CephDataset(chart, 'data', { storage: CephStorage.cephFs('Rook_CephFS'), size: '1Gi' }),
    objects: () => edited(right(dataset), 'PersistentVolumeClaim', 'spec.storageClassName', 'Rook_CephFS'),
    outcome: { refused: /a lowercase RFC 1123 subdomain/ },
  },
  {
    mistake: 'no image',
    rule: 'type',
    make: training({ image: '' }),
    objects: () => edited(job(), 'Job', `${CONTAINER}.image`, ''),
    outcome: { refused: /image: Required value/ },
  },
  {
    mistake: 'a spread that allows no difference',
    rule: 'type',
    make: service({ placement: [Placement.spread(Topology.ZONE, { required: true, maxSkew: 0 })] }),
    objects: () => edited(served(), 'Deployment', 'spec.template.spec.topologySpreadConstraints.0.maxSkew', 0),
    outcome: { refused: /must be greater than zero/ },
  },
  {
    mistake: 'a toleration of a taint whose key has a blank',
    rule: 'label-key',
    make: training({ placement: [Placement.tolerate('my taint')] }),
    objects: () => edited(job(), 'Job', 'spec.template.spec.tolerations', [{ key: 'my taint', operator: 'Exists' }]),
    outcome: { refused: /name part must consist of alphanumeric characters/ },
  },
  {
    mistake: 'root under restricted Pod Security',
    rule: 'root-user',
    make: training({ security: PodSecurity.restricted({ user: 0 }) }),
    objects: () => [rootPod(job())],
    outcome: { refused: /violates PodSecurity "restricted:latest".*runAsUser=0/ },
  },
  {
    mistake: 'one environment variable twice in a role of a TFJob',
    rule: 'two-writers',
    make: cluster({ env: { TF_X: '1' }, envValues: { TF_X: { value: '2' } } }),
    objects: () =>
      edited(right(cluster()), 'TFJob', 'spec.tfReplicaSpecs.Worker.template.spec.containers.0.env', [
        { name: 'TF_X', value: '1' },
        { name: 'TF_X', value: '2' },
      ]),
    outcome: { refused: /Duplicate value/ },
  },
  {
    mistake: 'exit codes that are not worth a retry, of a pod that is restarted in place',
    rule: 'restart-policy',
    make: training({ restartPolicy: RestartPolicy.ON_FAILURE, failFastExitCodes: [42] }),
    objects: () => edited(right(training({ failFastExitCodes: [42] })), 'Job', 'spec.template.spec.restartPolicy', 'OnFailure'),
    outcome: { refused: /only "Never" is supported when podFailurePolicy is specified/ },
  },
  {
    mistake: 'a topology that is no label key',
    rule: 'topology',
    make: service({ placement: [Placement.apart(Topology.label('my rack'), { required: true })] }),
    objects: () => {
      const path =
        'spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.0.podAffinityTerm.topologyKey';
      return edited(served(), 'Deployment', path, 'my rack');
    },
    outcome: { refused: /name part must consist of alphanumeric characters/ },
  },
  {
    mistake: 'a selector, by a patch, that its own pods do not have',
    rule: 'misses-its-pods',
    make: (chart) => {
      service()(chart).deployment.addJsonPatch(JsonPatch.replace('/spec/selector/matchLabels', { app: 'other' }));
    },
    objects: () => edited(served(), 'Deployment', 'spec.selector.matchLabels', { app: 'other' }),
    outcome: { refused: /`selector` does not match template `labels`/ },
  },
  {
    mistake: 'a mount, by a patch, of a volume that is not there',
    rule: 'pod-mounts',
    make: (chart) => {
      training()(chart).job.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/volumeMounts/0/name', 'nothing'));
    },
    objects: () => edited(job(), 'Job', `${CONTAINER}.volumeMounts.0.name`, 'nothing'),
    outcome: { refused: /volumeMounts\[0\]\.name: Not found: "nothing"/ },
  },
  {
    mistake: 'more reserved, by a patch, than the limit',
    rule: 'pod-amounts',
    make: (chart) => {
      training()(chart).job.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/resources/requests/cpu', '4'));
    },
    objects: () => edited(job(), 'Job', `${CONTAINER}.resources.requests.cpu`, '4'),
    outcome: { refused: /must be less than or equal to cpu limit/ },
  },
];
