import { CopyMode } from '../../values/copy-mode';
import type { Finding } from '../../values/finding';
import { ObjectStore } from '../../values/object-store';
import { optional, required as requiredField, type Shape, value } from '../../values/read';
import { Schedule } from '../../values/schedule';
import type { Dataset } from '../../workload/dataset';
import type { DatasetCopyProps } from '../dataset-copy';
import type { Context } from './context';
import {
  aboutProps,
  credentials,
  DATASET_FOLDER,
  folderIn,
  rcloneEnv,
  remote,
  renderTransfer,
  required,
  TRANSFER_PROGRAM,
  type Transfer,
  transferCommand,
  transferPod,
  transferShape,
} from './transfer';
import { allProblems, propsReader, type Rendered } from './workload';

const TO = "ObjectStore.s3({ bucket: 'backups', prefix: 'imagenet', credentials })";

const shape: Shape<DatasetCopyProps> = {
  ...transferShape,
  to: requiredField(value(ObjectStore, TO), ObjectStore.s3({ bucket: 'stand-in' }), TO),
  mode: optional(value(CopyMode, 'CopyMode.copy()')),
  schedule: optional(value(Schedule, 'Schedule.daily()')),
};
const readProps = propsReader(shape);

function betweenProps(dataset: Dataset | undefined, { to, schedule, run }: DatasetCopyProps): Finding[] {
  const scheduled: Finding = {
    field: 'run',
    value: run,
    severity: 'error',
    rule: 'run-and-schedule',
    message: 'names another run of a Job, and schedule makes a CronJob, which can be changed in place',
    fix: 'leave one out',
  };
  const anonymous = required('to.credentials', 'a Secret of cdk8s-plus: nobody writes to a bucket without keys');
  return [
    ...(dataset === undefined ? [required('dataset', 'dataset: images, a Dataset')] : []),
    ...(to._options?.credentials === undefined ? [anonymous] : []),
    ...(run !== undefined && schedule !== undefined ? [scheduled] : []),
  ];
}

/** The Job or CronJob that copies a dataset out of the cluster. Pure. */
export function renderDatasetCopy(given: DatasetCopyProps, context: Context): Rendered {
  const { props, findings } = readProps(given, context);
  const { to, schedule, mode = CopyMode.copy() } = props;
  const dataset: Dataset | undefined = props.dataset;
  const { mounts, env } = credentials(to._options.credentials);
  const transfer: Transfer = {
    component: 'dataset-copy',
    pod: transferPod(props, context.cluster.toolImages.rclone),
    command: transferCommand(mode._verb, folderIn(DATASET_FOLDER, props.path), remote(to)),
    env: { ...rcloneEnv(to), ...env },
    isReader: true,
    mounts,
    program: TRANSFER_PROGRAM,
    schedule: schedule === undefined ? undefined : { schedule: schedule.expression, timeZone: schedule.timeZone },
  };
  const task = renderTransfer(transfer, props, context);
  return {
    manifests: task.manifests,
    problems: allProblems(context, findings, [...betweenProps(dataset, props), ...aboutProps(task.findings, ['dataset'])]),
  };
}
