export { Checks } from './checks/checks';
export { CephDataset, CephDatasetProps, ExistingClaimOptions } from './constructs/ceph-dataset';
export { CephSnapshotClass, CephSnapshotClassProps } from './constructs/ceph-snapshot-class';
export { CephStorageClass, CephStorageClassProps } from './constructs/ceph-storage-class';
export { DatasetCopy, DatasetCopyProps } from './constructs/dataset-copy';
export { DatasetGroupSnapshot, DatasetGroupSnapshotProps } from './constructs/dataset-group-snapshot';
export { DatasetLoad, DatasetLoadProps } from './constructs/dataset-load';
export { GpuTrainingJob, GpuTrainingJobProps } from './constructs/gpu-training-job';
export { JaxJobCluster, JaxJobClusterProps } from './constructs/jax-job-cluster';
export { MlNamespace, MlNamespaceProps } from './constructs/ml-namespace';
export { ModelService, ModelServiceProps } from './constructs/model-service';
export { PaddleJobCluster, PaddleJobClusterProps } from './constructs/paddle-job-cluster';
export { ClaimProps, PodProps, TrainingProps, WorkloadProps } from './constructs/props';
export { PyTorchJobCluster, PyTorchJobClusterProps } from './constructs/pytorch-job-cluster';
export { DistributedTrainingProps, ReplicasProps, RoleProps } from './constructs/replica-job-props';
export { DatasetViewOptions, StaticCephDataset, StaticCephDatasetProps } from './constructs/static-ceph-dataset';
export { StorageDataset, StorageDatasetProps } from './constructs/storage-dataset';
export { TfJobCluster, TfJobClusterProps } from './constructs/tf-job-cluster';
export { TransferProps } from './constructs/transfer-props';
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
export { ArchiveDownloadOptions, Download, FileDownloadOptions } from './values/download';
export { Elastic, ElasticOptions } from './values/elastic';
export { CleanPodPolicy, ImagePullPolicy, Isolation, ReplicaRestartPolicy, RestartPolicy, SuccessPolicy } from './values/enums';
export { EphemeralVolumeOptions } from './values/ephemeral';
export { FluidMedium, FluidOptions, FluidRuntime, JuiceFsOptions } from './values/fluid';
export { Gpu, NvidiaGpuOptions } from './values/gpu';
export { HubOptions, HubRepositoryKind } from './values/hub';
export { ImageTags } from './values/image';
export { ModelArtifact } from './values/model-artifact';
export { Mount, MountOptions } from './values/mount';
export { ClaimLimits, ContainerAmounts, ContainerLimits, NamespaceEgress, NamespaceQuota, PodSecurityLevel } from './values/namespace';
export { ObjectStore, S3Options } from './values/object-store';
export { Parallel, Rendezvous, ShardOptions, WorkerOptions } from './values/parallel';
export { NeighbourOptions, Placement, PlacementOptions, SpreadOptions, TaintEffect, TolerationOptions, Topology } from './values/placement';
export { BaselinePodSecurityOptions, PodSecurity, PodSecurityOptions } from './values/pod-security';
export { HttpProbesOptions, Probes, TcpProbesOptions } from './values/probes';
export { CoschedulingOptions, GangOptions, KueueOptions, Queue } from './values/queue';
export { BurstableAmounts, GuaranteedAmounts, QosClass, Resources } from './values/resources';
export { DeleteAfterUseOptions, DeletionOptions, JobKind, Retention } from './values/retention';
export { RollingOptions, Rollout } from './values/rollout';
export { DailyScheduleOptions, Schedule, ScheduleOptions, Weekday, WeeklyScheduleOptions } from './values/schedule';
export { ShardBy, ShardManifestOptions } from './values/shard-by';
export { SnapshotClass } from './values/snapshot-class';
export { AccessMode, CephStorage, ReclaimPolicy, StorageBackend, VolumeBindingMode } from './values/storage';
export { DataSource, ExistingSnapshotOptions, PopulatorSource } from './workload/data-source';
export { ArtifactOptions, Dataset } from './workload/dataset';
export { DatasetFilling } from './workload/dataset-filling';
export { DatasetSnapshot, DatasetSnapshotOptions } from './workload/dataset-snapshot';
