export { Checks } from './checks/checks';
export { CephDataset, CephDatasetProps, ExistingClaimOptions } from './constructs/ceph-dataset';
export { CephSnapshotClass, CephSnapshotClassProps } from './constructs/ceph-snapshot-class';
export { CephStorageClass, CephStorageClassProps } from './constructs/ceph-storage-class';
export { ClusterTrainingRuntime } from './constructs/cluster-training-runtime';
export { DatasetCopy, DatasetCopyProps } from './constructs/dataset-copy';
export { DatasetGroupSnapshot, DatasetGroupSnapshotProps } from './constructs/dataset-group-snapshot';
export { DatasetLoad, DatasetLoadProps } from './constructs/dataset-load';
export { GpuTrainingJob, GpuTrainingJobProps } from './constructs/gpu-training-job';
export { InterruptionProps } from './constructs/interruption-props';
export { JaxJobCluster, JaxJobClusterProps } from './constructs/jax-job-cluster';
export { JobSetCluster, JobSetClusterProps, JobSetRoleProps } from './constructs/job-set-cluster';
export { KueueClusterQueue, KueueClusterQueueProps } from './constructs/kueue-cluster-queue';
export { KueueLocalQueue, KueueLocalQueueProps } from './constructs/kueue-local-queue';
export { KueueResourceFlavor, KueueResourceFlavorProps } from './constructs/kueue-resource-flavor';
export { KueueTopology, KueueTopologyProps } from './constructs/kueue-topology';
export { KueueWorkloadPriorityClass, KueueWorkloadPriorityClassProps } from './constructs/kueue-workload-priority-class';
export { MlNamespace, MlNamespaceProps } from './constructs/ml-namespace';
export { ModelService, ModelServiceProps } from './constructs/model-service';
export { MpiJobCluster, MpiJobClusterProps } from './constructs/mpi-job-cluster';
export { MxJobCluster, MxJobClusterProps } from './constructs/mx-job-cluster';
export { NetworkProps } from './constructs/network-props';
export { PaddleJobCluster, PaddleJobClusterProps } from './constructs/paddle-job-cluster';
export { PriorityClass, PriorityClassProps } from './constructs/priority-class';
export { ProgramProps } from './constructs/program-props';
export { ClaimProps, PodProps, TrainingProps, WorkloadProps } from './constructs/props';
export { PyTorchJobCluster, PyTorchJobClusterProps } from './constructs/pytorch-job-cluster';
export { QueueObjectProps } from './constructs/queue-object-props';
export { RayJobCluster, RayJobClusterProps, RayWorkersProps } from './constructs/ray-job-cluster';
export { DistributedTrainingProps, ReplicasProps, RolePodProps, RoleProps } from './constructs/replica-job-props';
export { DatasetViewOptions, StaticCephDataset, StaticCephDatasetProps } from './constructs/static-ceph-dataset';
export { StorageDataset, StorageDatasetProps } from './constructs/storage-dataset';
export { TfJobCluster, TfJobClusterProps } from './constructs/tf-job-cluster';
export { TrainJob, TrainJobProps } from './constructs/train-job';
export { TrainingRuntime } from './constructs/training-runtime';
export { TrainingRuntimeProps } from './constructs/training-runtime-props';
export { TrainingWorkProps } from './constructs/training-work-props';
export { TransferProps } from './constructs/transfer-props';
export { VolcanoQueue, VolcanoQueueProps } from './constructs/volcano-queue';
export { WorkloadObjectProps } from './constructs/workload-object-props';
export { XgboostJobCluster, XgboostJobClusterProps } from './constructs/xgboost-job-cluster';
export { Problem, SpecError } from './problems';
export { ClusterProfile, ClusterProfileOptions, ToolImages } from './profile/cluster-profile';
export { ClusterOperator } from './profile/facts';
export { Autoscaling, CpuAutoscalingOptions } from './values/autoscaling';
export { Backup, BackupOptions, DailyBackupOptions, WeeklyBackupOptions } from './values/backup';
export { Caller } from './values/callers';
export { CephCluster, CephCsiOptions, CephSecret, RookOptions } from './values/ceph-cluster';
export { CephFsMounting, ParallelReadingOptions } from './values/ceph-fs-mounting';
export { CephSource, RbdImageOptions } from './values/ceph-source';
export { CephFsVolumeOptions, CephVolumes, RbdFileSystem, RbdImageFeature, RbdVolumeOptions } from './values/ceph-volumes';
export { CohortReclaim, FlavorQuota, KueuePreemption, QueueingStrategy, QueuePreemption } from './values/cluster-queue';
export { CopyMode, SyncOptions } from './values/copy-mode';
export { DataLoading, DataLoadingOptions } from './values/data-loading';
export { ClaimOriginOptions, DataOrigin } from './values/data-origin';
export {
  DatasetCache,
  DatasetCacheOptions,
  DatasetPart,
  FluidCacheOptions,
  NodeLocalCacheOptions,
  PerPodCacheOptions,
} from './values/dataset-cache';
export { DatasetLayout } from './values/dataset-layout';
export { DeviceClaimOptions } from './values/device-claim';
export { ArchiveDownloadOptions, Download, FileDownloadOptions } from './values/download';
export { Elastic, ElasticOptions } from './values/elastic';
export {
  CleanPodPolicy,
  ImagePullPolicy,
  Isolation,
  MpiImplementation,
  Rendezvous,
  ReplicaRestartPolicy,
  RestartPolicy,
  SuccessPolicy,
} from './values/enums';
export { EphemeralVolumeOptions } from './values/ephemeral';
export { FluidMedium, FluidOptions, FluidRuntime, JuiceFsOptions } from './values/fluid';
export { Gpu, NvidiaGpuOptions } from './values/gpu';
export { HubOptions, HubRepositoryKind } from './values/hub';
export { HugePageAmounts } from './values/huge-pages';
export { ImageTags } from './values/image';
export { InitializerOptions, InitializerSource, TrainJobInitializer } from './values/initializer-source';
export { JobKind } from './values/job-kind';
export { ModelArtifact } from './values/model-artifact';
export { Mount, MountOptions } from './values/mount';
export { ClaimLimits, ContainerAmounts, ContainerLimits, NamespaceEgress, NamespaceQuota, PodSecurityLevel } from './values/namespace';
export { Network } from './values/network';
export { AttachedNetwork, EfaOptions, GdrLevel, NcclDebug, NetworkOptions, RdmaOptions } from './values/network-options';
export { ObjectStore, S3Options } from './values/object-store';
export { Parallel, ShardOptions, WorkerOptions } from './values/parallel';
export { NeighbourOptions, Placement, PlacementOptions, SpreadOptions, TaintEffect, TolerationOptions, Topology } from './values/placement';
export { BaselinePodSecurityOptions, PodSecurity, PodSecurityOptions } from './values/pod-security';
export { PreemptionPolicy } from './values/preemption-policy';
export { HttpProbesOptions, Probes, TcpProbesOptions } from './values/probes';
export { CoschedulingOptions, GangOptions, KueueOptions, Queue } from './values/queue';
export { QueueAmounts } from './values/queue-amounts';
export { BurstableAmounts, GuaranteedAmounts, QosClass, Resources } from './values/resources';
export { DeleteAfterUseOptions, DeletionOptions, Retention } from './values/retention';
export { RoleDependency } from './values/role-dependency';
export { RollingOptions, Rollout } from './values/rollout';
export { DailyScheduleOptions, Schedule, ScheduleOptions, Weekday, WeeklyScheduleOptions } from './values/schedule';
export { ShardBy, ShardManifestOptions } from './values/shard-by';
export { SnapshotClass } from './values/snapshot-class';
export { NodeTaint, SpotNodes } from './values/spot-nodes';
export { AccessMode, CephStorage, ReclaimPolicy, StorageBackend, VolumeBindingMode } from './values/storage';
export { IRuntime, Runtime, TrainerFramework } from './values/trainer-runtime';
export { Checkpoint, CheckpointOptions } from './workload/checkpoint';
export { DataSource, ExistingSnapshotOptions, PopulatorSource } from './workload/data-source';
export { ArtifactOptions, Dataset } from './workload/dataset';
export { DatasetFilling } from './workload/dataset-filling';
export { DatasetSnapshot, DatasetSnapshotOptions } from './workload/dataset-snapshot';
