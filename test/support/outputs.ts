import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { type Chart, Duration } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import { parseAllDocuments } from 'yaml';
import {
  AccessMode,
  Autoscaling,
  Backup,
  CephCluster,
  CephDataset,
  CephFsMounting,
  CephSnapshotClass,
  CephSource,
  CephStorage,
  CephStorageClass,
  CephVolumes,
  Checkpoint,
  ClusterOperator,
  ClusterProfile,
  ClusterTrainingRuntime,
  CohortReclaim,
  CopyMode,
  DataOrigin,
  DataSource,
  DatasetCache,
  DatasetCopy,
  DatasetGroupSnapshot,
  DatasetLoad,
  DatasetPart,
  Download,
  Elastic,
  FluidMedium,
  FluidRuntime,
  Gpu,
  GpuTrainingJob,
  JaxJobCluster,
  JobSetCluster,
  KueueClusterQueue,
  KueueLocalQueue,
  KueueResourceFlavor,
  KueueTopology,
  KueueWorkloadPriorityClass,
  MlNamespace,
  ModelService,
  Mount,
  MpiJobCluster,
  MxJobCluster,
  Network,
  ObjectStore,
  PaddleJobCluster,
  Parallel,
  Placement,
  PodSecurity,
  PriorityClass,
  Probes,
  PyTorchJobCluster,
  Queue,
  RayJobCluster,
  Rendezvous,
  Resources,
  RestartPolicy,
  Retention,
  RoleDependency,
  Runtime,
  Schedule,
  ShardBy,
  StaticCephDataset,
  StorageBackend,
  StorageDataset,
  SuccessPolicy,
  TfJobCluster,
  Topology,
  TrainerFramework,
  TrainingRuntime,
  TrainJob,
  VolcanoQueue,
  XgboostJobCluster,
} from '../../lib';
import type { Manifest } from '../../lib/pod/kubernetes';
import { cephFs, RESOURCES, testChart, yamlOf } from './charts';

const IMAGE = 'registry.example.com/ml/program:1.0';
const SERVING = { image: IMAGE, port: 5000, resources: RESOURCES };

/** The objects of one app, which a linter sees together. */
export interface Output {
  readonly name: string;
  /** As it was written. */
  readonly yaml: string;
}

export function manifestsIn(yaml: string): Manifest[] {
  return parseAllDocuments(yaml).flatMap((document) => (document.contents === null ? [] : [document.toJS() as Manifest]));
}

function storeIn(chart: Chart): ObjectStore {
  return ObjectStore.s3({ bucket: 'backups', prefix: 'data', credentials: Secret.fromSecretName(chart, 'keys', 'backup-keys') });
}

const MAKERS: Readonly<Record<string, (chart: Chart) => unknown>> = {
  'a dataset on CephFS': (chart) => cephFs(chart, 'data'),
  'a dataset on RBD': (chart) => new CephDataset(chart, 'data', { storage: CephStorage.rbd('rook-rbd'), size: '1Gi' }),
  'a storage class of Rook on CephFS, and a dataset on it': (chart) => {
    const volumes = CephVolumes.cephFs('myfs', { pool: 'myfs-replicated', mounting: CephFsMounting.parallelReading() });
    const { storage } = new CephStorageClass(chart, 'cephfs', { cluster: CephCluster.rook(), volumes });
    return new CephDataset(chart, 'data', { storage, size: '1Gi' });
  },
  'a storage class on RBD': (chart) =>
    new CephStorageClass(chart, 'block', {
      cluster: CephCluster.csi({ clusterId: 'ceph', provisionerSecret: { name: 'csi-rbd-secret', namespace: 'ceph-csi' } }),
      volumes: CephVolumes.rbd('replicapool'),
    }),
  'a dataset on a folder of CephFS that exists': (chart) =>
    new StaticCephDataset(chart, 'data', { cluster: CephCluster.rook(), source: CephSource.path('myfs', '/shared/data'), size: '1Gi' }),
  'a dataset on an image of RBD that exists': (chart) =>
    new StaticCephDataset(chart, 'data', { cluster: CephCluster.rook(), source: CephSource.image('replicapool', 'data'), size: '1Gi' }),
  'a dataset on any storage class': (chart) =>
    new StorageDataset(chart, 'data', { storageClassName: 'nfs', accessModes: [AccessMode.READ_WRITE_MANY], size: '1Gi' }),
  'a snapshot class of Rook on CephFS, a snapshot, and datasets that begin with it, for writing and for reading': (chart) => {
    const { snapshotClass } = new CephSnapshotClass(chart, 'snapshots', { cluster: CephCluster.rook(), backend: StorageBackend.CEPH_FS });
    const dataSource = DataSource.snapshot(cephFs(chart, 'data').snapshot('v1', { snapshotClass }));
    const restored = { storage: CephStorage.cephFs('rook-cephfs'), size: '500Gi', dataSource };
    new CephDataset(chart, 'restored', restored);
    return new CephDataset(chart, 'shown', { ...restored, accessModes: [AccessMode.READ_ONLY_MANY] });
  },
  'a clone of a dataset on RBD': (chart) => {
    const block = { storage: CephStorage.rbd('rook-ceph-block'), size: '1Gi' };
    return new CephDataset(chart, 'clone', { ...block, dataSource: DataSource.clone(new CephDataset(chart, 'data', block)) });
  },
  'a dataset that a populator fills': (chart) => {
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.VOLUME_POPULATORS] });
    const dataSource = DataSource.populator({ apiGroup: 'example.com', kind: 'Archive', name: 'imagenet' });
    return new CephDataset(chart, 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', dataSource });
  },
  'snapshots of two datasets at one moment': (chart) => {
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.GROUP_SNAPSHOTS] });
    return new DatasetGroupSnapshot(chart, 'together', { datasets: [cephFs(chart, 'data'), cephFs(chart, 'labels')] });
  },
  'a namespace with bounds': (chart) =>
    new MlNamespace(chart, 'namespace', {
      quota: { gpus: [Gpu.nvidia(16)], cpu: '128', memory: '1Ti', storage: '10Ti', storageOfClasses: { 'rook-cephfs': '8Ti' }, claims: 20 },
      containers: { max: { memory: '512Gi' } },
      claims: { max: '5Ti' },
    }),
  'a dataset with a backup': (chart) =>
    new CephDataset(chart, 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', backup: Backup.daily({ keep: 7 }) }),
  'a dataset that goes after its use': (chart) => {
    const retention = Retention.deleteAfterUse({ job: 'train' });
    const dataset = new CephDataset(chart, 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', retention });
    new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, dataset });
  },
  'a training': (chart) => new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES }),
  'a training with all that it reads and writes, on GPUs and in shards': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      gpu: Gpu.nvidia(8, { product: 'NVIDIA-A100-SXM4-80GB' }),
      dataset: cephFs(chart, 'data'),
      datasets: { labels: cephFs(chart, 'labels') },
      model: cephFs(chart, 'models').artifact('v1/model.keras'),
      parallel: Parallel.shards(4),
      mounts: [Mount.scratchDisk('/scratch', '10Gi')],
      priorityClassName: 'training',
    }),
  'a training with scratch space on a storage class': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      mounts: [Mount.ephemeral('/scratch', '1Ti', { storageClassName: 'local-nvme' })],
    }),
  'a training that may use more CPU than it reserves': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: Resources.burstable({ cpu: '4', memory: '8Gi' }),
      restartPolicy: RestartPolicy.ON_FAILURE,
    }),
  'a training that stays when it is finished': (chart) =>
    new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, keepFinished: true }),
  "a training that reads a copy of its dataset on the node's disk": (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      gpu: Gpu.nvidia(1),
      dataset: cephFs(chart, 'data'),
      cache: DatasetCache.localDisk('100Gi'),
    }),
  'a training that reads its dataset through Fluid, each pod its own folder': (chart) => {
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.FLUID] });
    return new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      dataset: cephFs(chart, 'data'),
      cache: DatasetCache.fluid('100Gi'),
      parallel: Parallel.shards(4, { by: ShardBy.directory('part-$(SHARD_INDEX)') }),
    });
  },
  'a training that reads its dataset through JuiceFS and Fluid': (chart) => {
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.FLUID] });
    const metadata = Secret.fromSecretName(chart, 'juicefs', 'juicefs');
    return new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      dataset: cephFs(chart, 'data'),
      cache: DatasetCache.fluid('100Gi', { runtime: FluidRuntime.juiceFs({ fileSystem: 'ml', metadata }), medium: FluidMedium.MEMORY }),
    });
  },
  'a training whose pods share a copy of the dataset on their node, and have lists of files': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      dataset: cephFs(chart, 'data'),
      cache: DatasetCache.nodeLocal('100Gi', { storageClassName: 'local-nvme' }),
      parallel: Parallel.shards(4, { by: ShardBy.manifest(cephFs(chart, 'work')) }),
      placement: [Placement.together(Topology.NODE, { required: true })],
    }),
  'a training that reads a copy of its dataset in a volume of the pod': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      dataset: cephFs(chart, 'data'),
      cache: DatasetCache.perPod('1Ti', { storageClassName: 'local-nvme' }),
    }),
  'a distributed training that reads a copy of a part in memory': (chart) =>
    new TfJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 2 },
      parameterServer: { replicas: 1 },
      dataset: cephFs(chart, 'data'),
      cache: DatasetCache.memory('8Gi', { part: DatasetPart.TEST }),
    }),
  'a training that waits until its dataset is loaded from a bucket': (chart) => {
    const dataset = cephFs(chart, 'data');
    const load = new DatasetLoad(chart, 'load', { dataset, from: DataOrigin.objectStore(storeIn(chart)) });
    return new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, dataset, loadedBy: load });
  },
  'loads over HTTP, from a hub and from another claim': (chart) => {
    const dataset = cephFs(chart, 'data');
    const archive = Download.archive('https://example.com/train.tar.gz', { sha256: '0'.repeat(64) });
    new DatasetLoad(chart, 'fetch', { dataset, from: DataOrigin.http([archive]), path: 'train' });
    const token = Secret.fromSecretName(chart, 'token', 'hub-token');
    new DatasetLoad(chart, 'hub', { dataset, from: DataOrigin.hub({ repository: 'a/b', revision: 'v1', token }), path: 'hub' });
    new DatasetLoad(chart, 'move', { dataset, from: DataOrigin.claim(cephFs(chart, 'old')), path: 'old' });
  },
  'copies of a dataset to a bucket, once and each night': (chart) => {
    const dataset = cephFs(chart, 'data');
    new DatasetCopy(chart, 'copy', { dataset, to: storeIn(chart) });
    const nightly = ObjectStore.s3({ bucket: 'nightly', credentials: Secret.fromSecretName(chart, 'nightly-keys', 'backup-keys') });
    new DatasetCopy(chart, 'nightly', { dataset, to: nightly, mode: CopyMode.sync({ confirmDeletion: true }), schedule: Schedule.daily() });
  },
  'a distributed training in all roles': (chart) =>
    new TfJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 4, gpu: Gpu.nvidia(1) },
      parameterServer: { replicas: 2 },
      chief: {},
      evaluator: {},
      dataset: cephFs(chart, 'data'),
      model: cephFs(chart, 'models').artifact('v1/model.keras'),
    }),
  'a distributed training with PyTorch': (chart) =>
    new PyTorchJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 2, gpu: Gpu.nvidia(8) },
      dataset: cephFs(chart, 'data'),
      model: cephFs(chart, 'models').artifact('v1/model.pt'),
    }),
  'an elastic training with PyTorch': (chart) =>
    new PyTorchJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 2 },
      elastic: Elastic.between(1, 4, { cpuUtilization: 80 }),
      checkpoint: Checkpoint.to(cephFs(chart, 'work'), { every: Duration.minutes(30) }),
    }),
  'a distributed training with PyTorch around a master': (chart) =>
    new PyTorchJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, master: {}, worker: { replicas: 2 } }),
  'a distributed training with XGBoost': (chart) =>
    new XgboostJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 2 },
      dataset: cephFs(chart, 'data'),
      model: cephFs(chart, 'models').artifact('v1/model.ubj'),
    }),
  'a distributed training with PaddlePaddle': (chart) =>
    new PaddleJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2, gpu: Gpu.nvidia(1) } }),
  'a training with PaddlePaddle and a parameter server': (chart) =>
    new PaddleJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2 }, parameterServer: {} }),
  'a distributed training with JAX': (chart) =>
    new JaxJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2, gpu: Gpu.nvidia(1) } }),
  'a distributed training that mpirun starts': (chart) =>
    new MpiJobCluster(chart, 'train', {
      image: IMAGE,
      command: ['mpirun', 'python', 'train.py'],
      resources: RESOURCES,
      worker: { replicas: 2, gpu: Gpu.nvidia(8) },
      dataset: cephFs(chart, 'data'),
      model: cephFs(chart, 'models').artifact('v1/model.pt'),
    }),
  'a distributed training that mpirun starts, in the launcher too': (chart) =>
    new MpiJobCluster(chart, 'train', {
      image: IMAGE,
      command: ['mpirun', 'python', 'train.py'],
      resources: RESOURCES,
      gpu: Gpu.nvidia(1),
      worker: { replicas: 2 },
      launcher: { gpu: Gpu.nvidia(1) },
    }),
  'a distributed training with Ray': (chart) =>
    new RayJobCluster(chart, 'train', {
      image: IMAGE,
      command: ['python', 'train.py'],
      resources: RESOURCES,
      worker: { replicas: 2, gpu: Gpu.nvidia(1) },
      workerGroups: { loaders: { replicas: 2 } },
      dataset: cephFs(chart, 'data'),
      model: cephFs(chart, 'models').artifact('v1/model.pt'),
    }),
  'a distributed training with MXNet, for an operator that still has it': (chart) => {
    ClusterProfile.generic().attach(chart, { trainingOperatorVersion: '1.8' });
    return new MxJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 2 },
      parameterServer: { replicas: 1 },
    });
  },
  'a training of TensorFlow with parameter servers, without its operator': (chart) =>
    new JobSetCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      gpu: Gpu.nvidia(1),
      rendezvous: Rendezvous.TENSORFLOW,
      roles: [
        { name: 'ps', replicas: 2 },
        { name: 'chief', dependsOn: [RoleDependency.ready('ps')] },
        { name: 'worker', replicas: 2, dependsOn: [RoleDependency.ready('ps')] },
        { name: 'evaluator' },
      ],
      dataset: cephFs(chart, 'data'),
      model: cephFs(chart, 'models').artifact('v1/model.keras'),
    }),
  'a training of MXNet, without its operator': (chart) =>
    new JobSetCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      rendezvous: Rendezvous.MXNET,
      roles: [{ name: 'scheduler' }, { name: 'server' }, { name: 'worker', replicas: 2 }],
      queue: Queue.volcano('team-a'),
    }),
  'a training of Kubeflow Trainer, by the name of a runtime': (chart) =>
    new TrainJob(chart, 'train', {
      runtime: Runtime.cluster('torch-distributed'),
      resources: RESOURCES,
      gpu: Gpu.nvidia(8),
      nodes: 2,
      dataset: cephFs(chart, 'data'),
    }),
  'a training of Kubeflow Trainer, by a runtime of the program that starts all pods or none': (chart) => {
    const models = cephFs(chart, 'models');
    return new TrainJob(chart, 'train', {
      runtime: new ClusterTrainingRuntime(chart, 'torch-gang', {
        framework: TrainerFramework.torch(),
        image: IMAGE,
        resources: RESOURCES,
        gpu: Gpu.nvidia(8),
        nodes: 2,
        queue: Queue.coscheduling(),
      }),
      model: models.artifact('v2/model.pt'),
      baseModel: models.artifact('v1/model.pt'),
    });
  },
  'a training of Kubeflow Trainer with XGBoost, in a queue of Volcano that its runtime names': (chart) =>
    new TrainJob(chart, 'train', {
      runtime: new TrainingRuntime(chart, 'xgboost', {
        framework: TrainerFramework.xgboost(),
        image: IMAGE,
        resources: RESOURCES,
        queue: Queue.volcano('team-a'),
      }),
      nodes: 4,
    }),
  'a training of workers that torchrun starts': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      gpu: Gpu.nvidia(8),
      parallel: Parallel.workers(4),
      model: cephFs(chart, 'models').artifact('v1/model.pt'),
    }),
  'a training of workers of which the first decides, with codes that are no failed try': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      parallel: Parallel.workers(4, { successPolicy: SuccessPolicy.COORDINATOR }),
      failFastExitCodes: [42],
      ignoreExitCodes: [75],
    }),
  'a suspended training in shards, of which some may fail': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      parallel: Parallel.shards(8, { maxFailed: 2 }),
      suspended: true,
    }),
  'a suspended distributed training': (chart) =>
    new TfJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2 }, suspended: true }),
  'trainings in a cluster with a mesh': (chart) => {
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.ISTIO] });
    const resources = Resources.guaranteed({ cpu: '8', memory: '64Gi', exclusiveCpus: true });
    new GpuTrainingJob(chart, 'train', { image: IMAGE, resources });
    return new TfJobCluster(chart, 'together', { image: IMAGE, resources, worker: { replicas: 2 } });
  },
  'a training of workers that claim devices': (chart) => {
    ClusterProfile.generic().attach(chart, { kubernetesVersion: '1.34' });
    const gpu = Gpu.claim('gpu.nvidia.com', 8, {
      product: 'NVIDIA H100 80GB HBM3',
      memory: '70Gi',
      selectors: ["device.attributes['gpu.nvidia.com'].architecture == 'Hopper'"],
      matchAttribute: 'resource.kubernetes.io/pcieRoot',
    });
    return new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, gpu, parallel: Parallel.workers(4) });
  },
  'a distributed training that claims devices': (chart) => {
    ClusterProfile.generic().attach(chart, { kubernetesVersion: '1.34' });
    const worker = { replicas: 2, gpu: Gpu.claim('gpu.nvidia.com', 1) };
    return new TfJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker, parameterServer: { replicas: 1 } });
  },
  'a distributed training with PyTorch over adapters of AWS': (chart) =>
    new PyTorchJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      gpu: Gpu.nvidia(8),
      worker: { replicas: 2 },
      network: Network.efa(32, { socketInterface: 'eth0' }),
    }),
  'a distributed training that mpirun starts over InfiniBand': (chart) =>
    new MpiJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 2 },
      network: Network.rdma('rdma/hca', 1, { networks: [{ name: 'ib', namespace: 'networks', interface: 'ib0' }], hca: 'mlx5' }),
    }),
  'a training with huge pages': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: Resources.guaranteed({ cpu: '8', memory: '64Gi', hugePages2Mi: '512Mi', hugePages1Gi: '2Gi' }),
      mounts: [Mount.hugePages2Mi('/dev/hugepages'), Mount.hugePages1Gi('/mnt/huge')],
    }),
  'a training of workers with JAX': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      parallel: Parallel.workers(2, { rendezvous: Rendezvous.JAX }),
    }),
  'a training of workers with TensorFlow': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      parallel: Parallel.workers(2, { rendezvous: Rendezvous.TENSORFLOW }),
    }),
  'queues of Kueue: flavors by topology, a cohort, priorities': (chart) => {
    const { name: topologyName } = new KueueTopology(chart, 'racks', { levels: [Topology.label('example.com/rack'), Topology.NODE] });
    const nodeLabels = { 'example.com/pool': 'a100' };
    const { name: flavor } = new KueueResourceFlavor(chart, 'a100', {
      nodeLabels,
      topologyName,
      tolerations: [Placement.tolerate('example.com/spot')],
    });
    const nominal = { cpu: '128', memory: '1Ti', gpus: [Gpu.nvidia(16)] };
    const { name: clusterQueue } = new KueueClusterQueue(chart, 'gpus', {
      cohort: 'all',
      namespaces: ['ml'],
      preemption: { reclaimWithinCohort: CohortReclaim.ANY },
      flavors: [{ flavor, nominal, borrowingLimit: { gpus: [Gpu.nvidia(8)] }, lendingLimit: { cpu: '64' } }],
    });
    new KueueWorkloadPriorityClass(chart, 'urgent', { value: 1000, description: 'what can not wait' });
    return new KueueLocalQueue(chart, 'team-a', { clusterQueue });
  },
  'a queue of Volcano': (chart) =>
    new VolcanoQueue(chart, 'team-a', {
      weight: 2,
      capability: { cpu: '128', gpus: [Gpu.nvidia(16)] },
      deserved: { gpus: [Gpu.nvidia(8)] },
      guarantee: { gpus: [Gpu.nvidia(4)] },
    }),
  'a class of priority': (chart) => new PriorityClass(chart, 'urgent', { value: 1000, description: 'what can not wait' }),
  'a training that goes on from its checkpoints, on spot nodes': (chart) => {
    ClusterProfile.gke().attach(chart);
    const models = cephFs(chart, 'models');
    return new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      model: models.artifact('v1/model.pt'),
      checkpoint: Checkpoint.to(models, { every: Duration.minutes(30) }),
      placement: [Placement.spot({ required: true })],
    });
  },
  'a distributed training whose roles all write checkpoints, and whose evaluator reads them': (chart) =>
    new TfJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 2 },
      parameterServer: { replicas: 1 },
      evaluator: {},
      checkpoint: Checkpoint.to(cephFs(chart, 'work'), { every: Duration.minutes(30) }),
    }),
  'a training in a queue of Kueue': (chart) =>
    new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, queue: Queue.kueue('team-a', { priority: 'high' }) }),
  'a training in shards in a queue of Volcano': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      parallel: Parallel.shards(4),
      queue: Queue.volcano('team-a'),
    }),
  'a training in shards that scheduler-plugins starts together': (chart) =>
    new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, parallel: Parallel.shards(4), queue: Queue.coscheduling() }),
  'a distributed training in a queue of Kueue that is topology aware': (chart) =>
    new TfJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 2, gpu: Gpu.nvidia(8) },
      placement: [Placement.together(Topology.NVLINK, { required: true })],
      queue: Queue.kueue('team-a', { topologyAware: true }),
    }),
  'a distributed training in a queue of Kueue': (chart) =>
    new JaxJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2 }, queue: Queue.kueue('team-a') }),
  'a distributed training in a queue of Volcano': (chart) =>
    new TfJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 4 },
      parameterServer: { replicas: 2 },
      queue: Queue.volcano('team-a'),
    }),
  'a service': (chart) => new ModelService(chart, 'serve', SERVING),
  'a service with a model, on GPUs, by TCP': (chart) =>
    new ModelService(chart, 'serve', {
      ...SERVING,
      gpu: Gpu.nvidia(1),
      model: cephFs(chart, 'models').artifact('v1/model.keras'),
      probes: Probes.tcp(),
      placement: [Placement.apart(Topology.NODE, { required: true })],
    }),
  'a service that claims a device': (chart) => {
    ClusterProfile.generic().attach(chart, { kubernetesVersion: '1.34' });
    return new ModelService(chart, 'serve', { ...SERVING, gpu: Gpu.claim('gpu.nvidia.com', 1) });
  },
  'a service that scales': (chart) => new ModelService(chart, 'serve', { ...SERVING, autoscaling: Autoscaling.onCpu({ max: 10 }) }),
  'a service with one replica': (chart) => new ModelService(chart, 'serve', { ...SERVING, replicas: 1 }),
  'a service whose image must run as root': (chart) => new ModelService(chart, 'serve', { ...SERVING, security: PodSecurity.baseline() }),
};

/** What the library writes, in the forms that a linter could see a difference between. */
export function madeOutputs(): Output[] {
  return Object.entries(MAKERS).map(([name, make]) => {
    const chart = testChart();
    make(chart);
    return { name, yaml: yamlOf(chart) };
  });
}

/** A snapshot of YAML, as jest quotes it. */
const QUOTED_YAML = /^\s*"(apiVersion:[\s\S]*)"\s*$/;

function snapshots(path: string): Output[] {
  const exports: Record<string, string> = {};
  runInNewContext(readFileSync(path, 'utf8'), { exports });
  const outputs = Object.entries(exports).flatMap(([test, text]) => {
    const yaml = QUOTED_YAML.exec(text)?.[1];
    return yaml === undefined ? [] : [{ name: `${basename(path).split('.')[0]}: ${test.replace(/ \d+$/, '')}`, yaml }];
  });
  if (outputs.length === 0) throw new Error(`${path}: no snapshot of manifests`);
  return outputs;
}

/** The manifests that stand reviewed in the snapshots of the constructs' tests: with what must be given, and with all that can be. */
export function reviewedOutputs(): Output[] {
  const folder = join(__dirname, '../constructs/__snapshots__');
  return readdirSync(folder).flatMap((file) => snapshots(join(folder, file)));
}
