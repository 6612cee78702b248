/** What a job is to Kubernetes. */
export enum JobKind {
  /** A `GpuTrainingJob`, or any Job of Kubernetes. */
  JOB = 'Job',
  /** A `TfJobCluster`, or any TFJob of Kubeflow. */
  TF_JOB = 'TFJob',
  /** A `PyTorchJobCluster`, or any PyTorchJob of Kubeflow. */
  PYTORCH_JOB = 'PyTorchJob',
  /** An `XgboostJobCluster`, or any XGBoostJob of Kubeflow. */
  XGBOOST_JOB = 'XGBoostJob',
  /** A `PaddleJobCluster`, or any PaddleJob of Kubeflow. */
  PADDLE_JOB = 'PaddleJob',
  /** A `JaxJobCluster`, or any JAXJob of Kubeflow. */
  JAX_JOB = 'JAXJob',
  /** An `MpiJobCluster` of mpi-operator, or any MPIJob of `kubeflow.org/v2beta1`. One of the training operator's `kubeflow.org/v1` is refused. */
  MPI_JOB = 'MPIJob',
  /** An `MxJobCluster`, or any MXJob of Kubeflow. */
  MX_JOB = 'MXJob',
  /** A `JobSetCluster`, or any JobSet. */
  JOB_SET = 'JobSet',
  /** A `RayJobCluster`, or any RayJob of KubeRay. */
  RAY_JOB = 'RayJob',
  /** A `TrainJob`, or any TrainJob of Kubeflow Trainer. */
  TRAIN_JOB = 'TrainJob',
}

/** Where the API server has a kind of jobs, and how it tells that one has succeeded. */
export interface JobFacts {
  readonly apiVersion: string;
  /** The condition; of a RayJob the word for what it does. */
  readonly done: string;
}

/** Kubeflow's training operator ends all its kinds in the same way. */
const TRAINING_OPERATOR: JobFacts = { apiVersion: 'kubeflow.org/v1', done: 'Succeeded' };

export const JOB_FACTS: Readonly<Record<JobKind, JobFacts>> = {
  [JobKind.JOB]: { apiVersion: 'batch/v1', done: 'Complete' },
  [JobKind.TF_JOB]: TRAINING_OPERATOR,
  [JobKind.PYTORCH_JOB]: TRAINING_OPERATOR,
  [JobKind.XGBOOST_JOB]: TRAINING_OPERATOR,
  [JobKind.PADDLE_JOB]: TRAINING_OPERATOR,
  [JobKind.JAX_JOB]: TRAINING_OPERATOR,
  [JobKind.MPI_JOB]: { apiVersion: 'kubeflow.org/v2beta1', done: 'Succeeded' },
  [JobKind.MX_JOB]: TRAINING_OPERATOR,
  [JobKind.JOB_SET]: { apiVersion: 'jobset.x-k8s.io/v1alpha2', done: 'Completed' },
  [JobKind.RAY_JOB]: { apiVersion: 'ray.io/v1', done: 'Complete' },
  [JobKind.TRAIN_JOB]: { apiVersion: 'trainer.kubeflow.org/v1alpha1', done: 'Complete' },
};
