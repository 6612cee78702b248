import { type Chart, JsonPatch } from 'cdk8s';
import {
  AccessMode,
  Autoscaling,
  CephCluster,
  CephDataset,
  CephSource,
  CephStorage,
  ClusterProfile,
  Gpu,
  Parallel,
  Placement,
  Resources,
  StaticCephDataset,
  Topology,
} from 'cdk8s-ml';
import { cluster, dataset, edited, type Refusal, ray, right, second, secondObject, service, training } from './refusal';

const POD = 'spec.template.spec';

const SCALER_SPEC = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'serve' }, minReplicas: 2, maxReplicas: 9 };
const ON_JOB = { ...SCALER_SPEC, scaleTargetRef: { apiVersion: 'batch/v1', kind: 'Job', name: 'train' } };
const BUDGET_SPEC = { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/instance': 'serve' } } };
const MUST = { required: true };

function required(topologyKey: string): object {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchLabels: { 'app.kubernetes.io/instance': 'serve' } }, topologyKey },
    ],
  };
}

const scaled = () => right(service({ autoscaling: Autoscaling.onCpu({ min: 2, max: 3 }) }));

const existing = (chart: Chart): StaticCephDataset =>
  new StaticCephDataset(chart, 'existing', { cluster: CephCluster.rook(), source: CephSource.path('myfs', '/existing'), size: '1Gi' });

/** What is taken and never works; somebody says why. */
export const BY_HANGING: readonly Refusal[] = [
  {
    mistake: 'a volume, by a patch, for the claim of another namespace',
    rule: 'never-binds',
    make: (chart) => {
      existing(chart).volume.addJsonPatch(JsonPatch.replace('/spec/claimRef/namespace', 'elsewhere'));
    },
    objects: () => edited(right(existing), 'PersistentVolume', 'spec.claimRef.namespace', 'elsewhere'),
    outcome: { hangs: /volume "ml-existing" already bound to a different claim/ },
  },
  {
    mistake: 'a product of GPUs as another maker of clusters spells it',
    rule: 'gpu-product',
    make: (chart) => {
      ClusterProfile.gke().attach(chart);
      training({ gpu: Gpu.nvidia(1, { product: 'NVIDIA-A100-SXM4-80GB' }) })(chart);
    },
    objects: () => {
      const term = { matchExpressions: [{ key: 'cloud.google.com/gke-accelerator', operator: 'In', values: ['NVIDIA-A100-SXM4-80GB'] }] };
      const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } };
      return edited(right(training({ gpu: Gpu.nvidia(1) })), 'Job', `${POD}.affinity`, { nodeAffinity });
    },
    outcome: { hangs: /didn't match Pod's node affinity/ },
  },
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
      const node = required('kubernetes.io/hostname');
      return edited(right(service()), 'Deployment', `${POD}.affinity`, { podAffinity: node, podAntiAffinity: node });
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
    objects: () => [...scaled(), secondObject('autoscaling/v2', 'HorizontalPodAutoscaler', SCALER_SPEC)],
    outcome: { hangs: /AmbiguousSelector|multiple HPAs/ },
  },
  {
    mistake: 'two disruption budgets over the same pods',
    rule: 'two-budgets',
    make: (chart) => {
      service({ replicas: 3 })(chart);
      second(chart, 'policy/v1', 'PodDisruptionBudget', BUDGET_SPEC);
    },
    objects: () => [...right(service({ replicas: 3 })), secondObject('policy/v1', 'PodDisruptionBudget', BUDGET_SPEC)],
    outcome: { hangs: /more than one PodDisruptionBudget/ },
  },
  {
    mistake: 'a role of a TFJob that reserves more than its limit',
    rule: 'request-over-limit',
    make: cluster({ resources: Resources.burstable({ cpu: '4', cpuLimit: '2', memory: '1Gi' }) }),
    objects: () => edited(right(cluster()), 'TFJob', 'spec.tfReplicaSpecs.Worker.template.spec.containers.0.resources.requests.cpu', '4'),
    outcome: { hangs: /must be less than or equal to cpu limit/ },
  },
  {
    mistake: 'pods on one node and in several zones',
    rule: 'placement-contradiction',
    make: service({ placement: [Placement.together(Topology.NODE, MUST), Placement.apart(Topology.ZONE, MUST)] }),
    objects: () =>
      edited(right(service()), 'Deployment', `${POD}.affinity`, {
        podAffinity: required('kubernetes.io/hostname'),
        podAntiAffinity: required('topology.kubernetes.io/zone'),
      }),
    outcome: { hangs: /didn't match pod (affinity|anti-affinity) rules/ },
  },
  {
    mistake: 'a claim of another namespace',
    rule: 'claim-namespace',
    make: (chart) => {
      const data = new CephDataset(chart, 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', namespace: 'elsewhere' });
      training({ dataset: data })(chart);
    },
    objects: () => right((chart) => training({ dataset: dataset(chart) })(chart)).filter(({ kind }) => kind !== 'PersistentVolumeClaim'),
    outcome: { hangs: /persistentvolumeclaim "data" not found/ },
  },
  {
    mistake: 'a claim for one pod in two',
    rule: 'access-mode',
    make: (chart) => {
      const only = CephDataset.fromClaimName(chart, 'only', 'data', { accessModes: [AccessMode.READ_WRITE_ONCE_POD] });
      training({ parallel: Parallel.shards(2), mounts: [only.mount('/x')] })(chart);
    },
    objects: () => {
      const hold = { 'e2e.cdk8s-ml.io/hold': 'true' };
      const objects = right((chart) => training({ mounts: [dataset(chart).mount('/x')], podAnnotations: hold })(chart));
      const twice = edited(edited(objects, 'Job', 'spec.completions', 2), 'Job', 'spec.parallelism', 2);
      return edited(twice, 'PersistentVolumeClaim', 'spec.accessModes', ['ReadWriteOncePod']);
    },
    outcome: { hangs: /ReadWriteOncePod access mode already in-use/ },
  },
  {
    mistake: 'an autoscaler, by hand, on a training',
    rule: 'scaler-target',
    make: (chart) => {
      training()(chart);
      second(chart, 'autoscaling/v2', 'HorizontalPodAutoscaler', ON_JOB);
    },
    objects: () => [secondObject('autoscaling/v2', 'HorizontalPodAutoscaler', ON_JOB)],
    outcome: { hangs: /FailedGetScale/ },
  },
  {
    mistake: 'a MIG profile that no GPU has',
    rule: 'mig-profile',
    make: (chart) => training({ gpu: Gpu.nvidiaMig('1x.10gb', 1) })(chart),
    objects: () => {
      const objects = right(training({ gpu: Gpu.nvidiaMig('1g.10gb', 1) }));
      const wrong = { cpu: '1', memory: '1Gi', 'nvidia.com/mig-1x.10gb': '1' };
      return edited(
        edited(objects, 'Job', `${POD}.containers.0.resources.limits`, wrong),
        'Job',
        `${POD}.containers.0.resources.requests`,
        wrong,
      );
    },
    outcome: { hangs: /Insufficient nvidia\.com\/mig-1x\.10gb/ },
  },
  {
    mistake: "a variable in Ray's head that KubeRay takes for a store of its own",
    rule: 'two-writers',
    make: ray({ env: { RAY_REDIS_ADDRESS: 'redis:6379' } }),
    objects: () =>
      edited(right(ray()), 'RayJob', 'spec.rayClusterSpec.headGroupSpec.template.spec.containers.0.env.0', {
        name: 'RAY_REDIS_ADDRESS',
        value: 'redis:6379',
      }),
    outcome: { hangs: /InvalidRayJobSpec.*RAY_REDIS_ADDRESS is set which implicitly enables GCS fault tolerance/ },
  },
];
