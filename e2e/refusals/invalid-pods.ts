import { JsonPatch } from 'cdk8s';
import { Gpu, Mount, Placement, PodSecurity, Resources, RestartPolicy, Topology } from 'cdk8s-ml';
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

/** A Job whose program has huge pages, wrong or right. */
function withPages(request: string, limit: string): KubeObject[] {
  const requested = edited(job(), 'Job', `${CONTAINER}.resources.requests.hugepages-2Mi`, request);
  return edited(requested, 'Job', `${CONTAINER}.resources.limits.hugepages-2Mi`, limit);
}

/** Pods that the API server does not take, by themselves or as the template of a workload. */
export const INVALID_PODS: readonly Refusal[] = [
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
  {
    mistake: 'huge pages that are no whole ones',
    rule: 'huge-pages',
    make: training({ resources: Resources.guaranteed({ cpu: '1', memory: '1Gi', hugePages2Mi: '3Mi' }) }),
    objects: () => withPages('3Mi', '3Mi'),
    outcome: { refused: /3Mi is not positive integer multiple of hugepages-2Mi/ },
  },
  {
    mistake: 'huge pages, by a patch, of which less is reserved than is the limit',
    rule: 'huge-pages',
    make: (chart) => {
      const resources = Resources.guaranteed({ cpu: '1', memory: '1Gi', hugePages2Mi: '4Mi' });
      training({ resources })(chart).job.addJsonPatch(
        JsonPatch.replace('/spec/template/spec/containers/0/resources/requests/hugepages-2Mi', '2Mi'),
      );
    },
    objects: () => withPages('2Mi', '4Mi'),
    outcome: { refused: /must be equal to hugepages-2Mi limit/ },
  },
  {
    mistake: 'a claim, by a patch, that the pod does not have',
    rule: 'pod-claims',
    make: (chart) => {
      training()(chart).job.addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/resources/claims', [{ name: 'gpu' }]));
    },
    objects: () => edited(job(), 'Job', `${CONTAINER}.resources.claims`, [{ name: 'gpu' }]),
    outcome: { refused: /resources\.claims\[0\].*Not found/ },
  },
];
