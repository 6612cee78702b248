import { TRANSFER } from '../../programs/transfer';
import type { Finding } from '../../values/finding';
import { image } from '../../values/image';
import { type ClaimSource, Mount, namedResource } from '../../values/mount';
import type { ObjectStore } from '../../values/object-store';
import { given } from '../../values/omit';
import { inVolume, relativePath } from '../../values/path';
import { type Field, optional } from '../../values/read';
import { Resources } from '../../values/resources';
import { dataset } from '../../workload/dataset';
import { labels } from '../../workload/options/labels';
import { placement } from '../../workload/options/placement';
import { resources } from '../../workload/options/resources';
import type { TransferProps } from '../transfer-props';
import type { Context } from './context';
import { PROGRAM_FOLDER, renderTask, type Task } from './task';
import { runShape } from './training';
import { nameShape } from './workload';

/** Where a transfer finds the dataset, another claim, and the keys of a Secret as files. */
export const DATASET_FOLDER = '/dataset';
export const SOURCE_FOLDER = '/source';
const CREDENTIALS_FOLDER = '/credentials';

/** rclone's buffers take 16Mi for each of its four transfers; the rest is for its lists: about 1Ki for each file of one folder. */
const RESOURCES = Resources.guaranteed({ cpu: '1', memory: '2Gi' });

/** The readers of what all transfers are asked for. */
export const transferShape = {
  ...nameShape,
  dataset: optional(dataset),
  path: optional(relativePath),
  run: runShape.run,
  activeDeadline: runShape.activeDeadline,
  resources: resources.shape.resources as Field<Resources>,
  placement: placement([]).shape.placement,
  labels: labels.shape.labels,
  image: optional(image),
};

/** What a transfer's pod has by its props. */
export function transferPod(
  { resources: amounts = RESOURCES, placement: rules, labels: own, image: name }: Partial<TransferProps>,
  tool: string,
): Task['pod'] {
  return given({ image: name ?? tool, resources: amounts, placement: rules, labels: own });
}

/** What one transfer is, beside what all of them have by their props. */
export interface Transfer extends Pick<Task, 'component' | 'pod' | 'command' | 'env' | 'program' | 'schedule'> {
  /** How the dataset is mounted; what else is mounted stands behind it. */
  readonly isReader: boolean;
  readonly mounts: readonly Mount[];
}

/** Stands for the claim of a dataset that is not given, which is told as a problem. */
const STAND_IN: ClaimSource = { kind: 'claim', claimName: 'stand-in', external: true };

/** A transfer's manifests, and what is wrong between its props. Pure. */
export function renderTransfer(
  { isReader, mounts, ...task }: Transfer,
  { name, run, dataset: of, activeDeadline }: Partial<TransferProps>,
  context: Context,
): ReturnType<typeof renderTask> {
  return renderTask({
    ...task,
    context,
    name: name ?? context.idName,
    runName: run,
    mounts: [Mount._of(DATASET_FOLDER, of?._claim ?? STAND_IN, isReader ? { readOnly: true } : {}), ...mounts],
    rights: [],
    run: given({ activeDeadlineSeconds: activeDeadline?.toSeconds() }),
  });
}

/** A Secret's keys as files, where a transfer has one, and the variable that says where they are. */
export function credentials(secret: unknown): { readonly mounts: Mount[]; readonly env: Record<string, string> } {
  const named = namedResource(secret, 'Secret');
  if (named === undefined) return { mounts: [], env: {} };
  const mount = Mount._of(CREDENTIALS_FOLDER, { kind: 'secret', ...named }, { readOnly: true });
  return { mounts: [mount], env: { CREDENTIALS: CREDENTIALS_FOLDER } };
}

/** A folder below a mount. */
export function folderIn(mount: string, path: string | undefined): string {
  const folder = inVolume(path ?? '');
  return folder === '' ? mount : `${mount}/${folder}`;
}

/** A bucket's folder, as rclone names it. */
export function remote(store: ObjectStore): string {
  return `store:${store._path}`;
}

/**
 * rclone's settings: no file of its own, links as links, and the bucket. Without HTTPS the SDK can't send checksums behind what it streams, and fails where it is not told to leave them out:
 * rclone verifies by those of its own.
 */
export function rcloneEnv(store: ObjectStore | undefined): Record<string, string> {
  const local = { RCLONE_CONFIG: '', RCLONE_LOCAL_LINKS: 'true' };
  if (store === undefined) return local;
  const { endpoint, region, credentials: secret } = store._options;
  return given({
    ...local,
    AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
    AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
    RCLONE_CONFIG_STORE_TYPE: 's3',
    RCLONE_CONFIG_STORE_PROVIDER: endpoint === undefined ? 'AWS' : 'Other',
    RCLONE_CONFIG_STORE_ENV_AUTH: secret === undefined ? undefined : 'true',
    RCLONE_CONFIG_STORE_ENDPOINT: endpoint,
    RCLONE_CONFIG_STORE_REGION: region,
    // Keys that may write need not be keys that may make buckets.
    RCLONE_CONFIG_STORE_NO_CHECK_BUCKET: 'true',
  });
}

export const TRANSFER_PROGRAM = { 'transfer.sh': TRANSFER };

export function transferCommand(verb: string, from: string, to: string, rest: readonly string[] = []): string[] {
  return ['sh', `${PROGRAM_FOLDER}/transfer.sh`, verb, from, to, ...rest];
}

export function required(field: string, fix: string): Finding {
  return { field, severity: 'error', rule: 'required', message: 'is required', fix };
}

/** What was found of a task's mounts, told of the props that they come from, in their order. */
export function aboutProps(findings: readonly Finding[], props: readonly string[]): Finding[] {
  return findings.map((finding) => {
    const index = /^mounts\[(\d+)\]/.exec(finding.field)?.[1];
    return index === undefined ? finding : { ...finding, field: props[Number(index)] ?? finding.field };
  });
}
