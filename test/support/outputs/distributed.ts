import { Duration } from 'cdk8s';
import {
  Checkpoint,
  ClusterOperator,
  ClusterProfile,
  ClusterTrainingRuntime,
  DatasetCache,
  DatasetPart,
  Elastic,
  Gpu,
  GpuTrainingJob,
  JaxJobCluster,
  JobSetCluster,
  MpiJobCluster,
  MxJobCluster,
  PaddleJobCluster,
  Parallel,
  PyTorchJobCluster,
  Queue,
  RayJobCluster,
  Rendezvous,
  Resources,
  RoleDependency,
  Runtime,
  SuccessPolicy,
  TfJobCluster,
  TrainerFramework,
  TrainingRuntime,
  TrainJob,
  XgboostJobCluster,
} from '../../../lib';
import { cephFs, RESOURCES } from '../charts';
import { IMAGE, type Makers } from './maker';

/** Trainings of several pods that train one model. */
export const DISTRIBUTED: Makers = {
  'a distributed training that reads a copy of a part in memory': (chart) =>
    new TfJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 2 },
      parameterServer: { replicas: 1 },
      dataset: cephFs(chart, 'data'),
      cache: DatasetCache.memory('8Gi', { part: DatasetPart.TEST }),
    }),
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
  'a suspended distributed training': (chart) =>
    new TfJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2 }, suspended: true }),
  'trainings in a cluster with a mesh': (chart) => {
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.ISTIO] });
    const resources = Resources.guaranteed({ cpu: '8', memory: '64Gi', exclusiveCpus: true });
    new GpuTrainingJob(chart, 'train', { image: IMAGE, resources });
    return new TfJobCluster(chart, 'together', { image: IMAGE, resources, worker: { replicas: 2 } });
  },
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
  'a distributed training whose roles all write checkpoints, and whose evaluator reads them': (chart) =>
    new TfJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 2 },
      parameterServer: { replicas: 1 },
      evaluator: {},
      checkpoint: Checkpoint.to(cephFs(chart, 'work'), { every: Duration.minutes(30) }),
    }),
};
