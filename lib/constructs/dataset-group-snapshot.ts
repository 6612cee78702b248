import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Dataset } from '../workload/dataset';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderDatasetGroupSnapshot } from './render/dataset-group-snapshot';

/** Props of `DatasetGroupSnapshot`. */
export interface DatasetGroupSnapshotProps {
  /** The datasets, two at least, each once: all made by this app, of one namespace and of one driver. */
  readonly datasets: Dataset[];
  /**
   * The VolumeGroupSnapshotClass, which must be of the datasets' driver.
   * @default - the cluster's default class for that driver
   */
  readonly groupSnapshotClassName?: string;
  /**
   * The group snapshot's name.
   * @default - the ids of the constructs below the chart, joined by `-`
   */
  readonly name?: string;
  /**
   * Labels of the group snapshot, beside the library's own.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
}

/**
 * Snapshots of several datasets at one moment, so that they fit together: the images and the labels of them. Helm, Argo CD and Flux are told to leave it, as it is data.
 * The controller makes a VolumeSnapshot of each, whose names its status tells: a new dataset begins with one by `DataSource.snapshotName`.
 *
 * Refused unless the cluster profile says that the cluster serves group snapshots (`ClusterOperator.GROUP_SNAPSHOTS`). It is written as `groupsnapshot.storage.k8s.io/v1beta2`,
 * which external-snapshotter stores and which it serves beside v1.
 * @see https://kubernetes.io/blog/2024/12/18/kubernetes-1-32-volume-group-snapshot-beta/
 */
export class DatasetGroupSnapshot extends Construct {
  /** The group snapshot's name. */
  public readonly name: string;
  /** The namespace of datasets and snapshots, undefined where the app names none. */
  public readonly namespace: string | undefined;
  /** The group snapshot (`groupsnapshot.storage.k8s.io/v1beta2` VolumeGroupSnapshot). */
  public readonly volumeGroupSnapshot: ApiObject;

  public constructor(scope: Construct, id: string, props: DatasetGroupSnapshotProps) {
    super(scope, id);
    const rendered = renderDatasetGroupSnapshot(props, contextOf(this, DatasetGroupSnapshot, new.target));
    this.volumeGroupSnapshot = emitAll(this, DatasetGroupSnapshot, rendered).one('VolumeGroupSnapshot');
    this.namespace = rendered.namespace;
    this.name = this.volumeGroupSnapshot.name;
  }
}
