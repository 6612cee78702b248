import type { Chart } from 'cdk8s';
import { ApiObject, JsonPatch } from 'cdk8s';
import { Autoscaling, CephStorage, Parallel, Placement, Probes, Resources, Topology } from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { cluster, dataset, edited, type Refusal, right, service, training } from './refusal';

const POD = 'spec.template.spec';

/** A second object of a kind that the service has already. */
function second(chart: Chart, apiVersion: string, kind: string, spec: object): void {
  new ApiObject(chart, `second-${kind}`, { apiVersion, kind, metadata: { name: 'second' }, spec });
}

const SCALER_SPEC = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'serve' }, minReplicas: 2, maxReplicas: 9 };
const BUDGET_SPEC = { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/instance': 'serve' } } };
const scaled = () => right(service({ autoscaling: Autoscaling.onCpu({ min: 2, max: 3 }) }));

function object(apiVersion: string, kind: string, spec: object): KubeObject {
  return { apiVersion, kind, metadata: { name: 'second', namespace: 'ml' }, spec };
}

/** What the webhooks of the training operator do not take. */
export const BY_WEBHOOKS: readonly Refusal[] = [
  {
    mistake: 'a name of a TFJob that starts with a digit',
    rule: 'name',
    make: cluster({}, '1st'),
    objects: () => edited(right(cluster()), 'TFJob', 'metadata.name', '1st'),
    outcome: { refused: /admission webhook "validator\.tfjob\.training-operator\.kubeflow\.org" denied/ },
  },
];

/** What is taken and never works; somebody says why. */
export const BY_HANGING: readonly Refusal[] = [
  {
    mistake: 'a name of a TFJob whose pods would have too long a name',
    rule: 'name-length',
    make: cluster({}, 'a'.repeat(60)),
    objects: () => edited(right(cluster()), 'TFJob', 'metadata.name', 'a'.repeat(60)),
    outcome: { hangs: /must be no more than 63/ },
  },
  {
    mistake: 'the same pods together and apart',
    rule: 'placement-contradiction',
    make: service({
      placement: [Placement.together(Topology.NODE, { required: true }), Placement.apart(Topology.NODE, { required: true })],
    }),
    objects: () => {
      const term = [{ labelSelector: { matchLabels: { 'app.kubernetes.io/instance': 'serve' } }, topologyKey: 'kubernetes.io/hostname' }];
      const required = { requiredDuringSchedulingIgnoredDuringExecution: term };
      return edited(right(service()), 'Deployment', `${POD}.affinity`, { podAffinity: required, podAntiAffinity: required });
    },
    outcome: { hangs: /didn't match pod (affinity|anti-affinity) rules/ },
  },
  {
    mistake: 'beside pods that nobody has',
    rule: 'affinity-to-nobody',
    make: training({ placement: [Placement.together(Topology.NODE, { required: true, pods: { app: 'cache' } })] }),
    objects: () => {
      const term = [{ labelSelector: { matchLabels: { app: 'cache' } }, topologyKey: 'kubernetes.io/hostname' }];
      return edited(right(training()), 'Job', `${POD}.affinity`, { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: term } });
    },
    outcome: { hangs: /didn't match pod affinity rules/ },
  },
  {
    mistake: 'a claim for one node on several',
    rule: 'access-mode',
    make: (chart) =>
      training({ parallel: Parallel.shards(2), mounts: [dataset(chart, 'block', CephStorage.rbd('rook-ceph-block')).mount('/x')] })(chart),
    objects: () => {
      const apart = [{ labelSelector: { matchLabels: { 'app.kubernetes.io/instance': 'train' } }, topologyKey: 'kubernetes.io/hostname' }];
      const hold = { 'e2e.cdk8s-ml.io/hold': 'true' };
      const objects = right((chart) => {
        const block = dataset(chart, 'block', CephStorage.rbd('rook-ceph-block'));
        training({ mounts: [block.mount('/x')], podAnnotations: hold })(chart);
      });
      const both = edited(
        edited(edited(objects, 'Job', 'spec.completions', 2), 'Job', 'spec.parallelism', 2),
        'Job',
        'spec.completionMode',
        'Indexed',
      );
      return edited(both, 'Job', `${POD}.affinity`, { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: apart } });
    },
    outcome: { hangs: /Multi-Attach error/ },
  },
  {
    mistake: 'a claim that nothing makes',
    rule: 'missing-reference',
    make: (chart) => {
      const job = training({ mounts: [dataset(chart).mount('/x')] })(chart);
      job.job.addJsonPatch(JsonPatch.replace('/spec/template/spec/volumes/0/persistentVolumeClaim/claimName', 'nobody'));
    },
    objects: () => edited(right(training()), 'Job', `${POD}.volumes.0`, { name: 'tmp', persistentVolumeClaim: { claimName: 'nobody' } }),
    outcome: { hangs: /persistentvolumeclaim "nobody" not found/ },
  },
  {
    mistake: 'a ServiceAccount that nothing makes',
    rule: 'missing-reference',
    make: (chart) => {
      training()(chart).job.addJsonPatch(JsonPatch.replace('/spec/template/spec/serviceAccountName', 'nobody'));
    },
    objects: () => edited(right(training()), 'Job', `${POD}.serviceAccountName`, 'nobody'),
    outcome: { hangs: /serviceaccount "nobody" not found/ },
  },
  {
    mistake: 'two autoscalers on one Deployment',
    rule: 'two-scalers',
    make: (chart) => {
      service({ autoscaling: Autoscaling.onCpu({ min: 2, max: 3 }) })(chart);
      second(chart, 'autoscaling/v2', 'HorizontalPodAutoscaler', SCALER_SPEC);
    },
    objects: () => [...scaled(), object('autoscaling/v2', 'HorizontalPodAutoscaler', SCALER_SPEC)],
    outcome: { hangs: /AmbiguousSelector|multiple HPAs/ },
  },
  {
    mistake: 'two disruption budgets over the same pods',
    rule: 'two-budgets',
    make: (chart) => {
      service({ replicas: 3 })(chart);
      second(chart, 'policy/v1', 'PodDisruptionBudget', BUDGET_SPEC);
    },
    objects: () => [...right(service({ replicas: 3 })), object('policy/v1', 'PodDisruptionBudget', BUDGET_SPEC)],
    outcome: { hangs: /more than one PodDisruptionBudget/ },
  },
];

/** What is taken without a word, and fails or misleads later. */
export const BY_NOBODY: readonly Refusal[] = [
  {
    mistake: 'a relative path to mount on',
    rule: 'path',
    make: (chart) => training({ mounts: [dataset(chart).mount('x')] })(chart),
    objects: () => edited(right(training()), 'Job', `${POD}.containers.0.volumeMounts.0.mountPath`, 'x'),
    outcome: { accepted: 'the container can not be started' },
  },
  {
    mistake: 'an image with a blank in its name',
    rule: 'image',
    make: training({ image: 'registry.example.com/my train:1.0' }),
    objects: () => edited(right(training()), 'Job', `${POD}.containers.0.image`, 'registry.example.com/my train:1.0'),
    outcome: { accepted: 'the pod waits with InvalidImageName' },
  },
  {
    mistake: 'an exit code that no process can have',
    rule: 'type',
    make: training({ failFastExitCodes: [300] }),
    objects: () => edited(right(training({ failFastExitCodes: [42] })), 'Job', 'spec.podFailurePolicy.rules.1.onExitCodes.values', [300]),
    outcome: { accepted: 'the rule never holds' },
  },
  {
    mistake: 'a path to probe without a slash',
    rule: 'probe-path',
    make: (chart) => {
      service({ probes: Probes.http({ ready: 'ready' }) })(chart);
    },
    objects: () => edited(right(service()), 'Deployment', `${POD}.containers.0.readinessProbe.httpGet.path`, 'ready'),
    outcome: { accepted: 'the kubelet adds the slash, other readers of the manifest do not' },
  },
  {
    mistake: 'a limit over the request in a role of a TFJob the wrong way round',
    rule: 'request-over-limit',
    make: (chart) => {
      cluster({ resources: Resources.burstable({ cpu: '4', cpuLimit: '2', memory: '1Gi' }) })(chart);
    },
    objects: () => edited(right(cluster()), 'TFJob', 'spec.tfReplicaSpecs.Worker.template.spec.containers.0.resources.requests.cpu', '4'),
    outcome: {
      accepted: 'the API server does not look into the templates of custom resources; each pod is refused when the operator makes it',
    },
  },
];
