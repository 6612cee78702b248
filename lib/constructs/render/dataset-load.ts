import { DOWNLOADS } from '../../programs/downloads';
import { LOAD_HTTP } from '../../programs/load-http';
import { LOAD_HUB } from '../../programs/load-hub';
import { LOADING } from '../../programs/loading';
import { DataOrigin } from '../../values/data-origin';
import { digestOf } from '../../values/digest';
import { errorAt, type Finding } from '../../values/finding';
import { Mount } from '../../values/mount';
import { inVolume, overlap } from '../../values/path';
import { required as requiredField, type Shape, value } from '../../values/read';
import { type Dataset, isReadOnlyClaim } from '../../workload/dataset';
import { OWN_FOLDER } from '../../workload/dataset-filling';
import type { DatasetLoadProps } from '../dataset-load';
import type { Context } from './context';
import { PROGRAM_FOLDER } from './task';
import {
  aboutProps,
  credentials,
  DATASET_FOLDER,
  folderIn,
  rcloneEnv,
  remote,
  renderTransfer,
  required,
  SOURCE_FOLDER,
  TRANSFER_PROGRAM,
  type Transfer,
  transferCommand,
  transferPod,
  transferShape,
} from './transfer';
import { allProblems, propsReader, type Rendered } from './workload';

const FROM = "DataOrigin.s3({ bucket: 'datasets', prefix: 'imagenet', credentials })";
const DATASET = 'dataset: images, a Dataset';

const shape: Shape<DatasetLoadProps> = {
  ...transferShape,
  from: requiredField(value(DataOrigin, FROM), DataOrigin.s3({ bucket: 'stand-in' }), FROM),
};
const readProps = propsReader(shape);

const ORIGIN_FILE = 'origin.json';
const PYTHON = { 'loading.py': LOADING, 'downloads.py': DOWNLOADS };
const PROGRAMS = { http: { ...PYTHON, 'load_http.py': LOAD_HTTP }, hub: { ...PYTHON, 'load_hub.py': LOAD_HUB } };

/** A DatasetLoad's objects, and the file that tells its end. */
export interface RenderedLoad extends Rendered {
  readonly marker: string;
}

type Programmed = Pick<Transfer, 'command' | 'env' | 'program' | 'pod'>;

/** By rclone, from a bucket or another claim. */
function byRclone(props: DatasetLoadProps, marker: string, env: Record<string, string>, context: Context): Programmed {
  const store = props.from._store;
  const from = store === undefined ? folderIn(SOURCE_FOLDER, props.from._claim?.path) : remote(store);
  const rest = [DATASET_FOLDER, marker, `${PROGRAM_FOLDER}/${ORIGIN_FILE}`];
  return {
    pod: transferPod(props, context.cluster.toolImages.rclone),
    command: transferCommand('copy', from, folderIn(DATASET_FOLDER, props.path), rest),
    env: { ...rcloneEnv(store), ...env },
    program: TRANSFER_PROGRAM,
  };
}

/** By a program in Python, over HTTP. */
function byPython(
  program: 'http' | 'hub',
  props: DatasetLoadProps,
  marker: string,
  env: Record<string, string>,
  context: Context,
): Programmed {
  const file = `${PROGRAM_FOLDER}/load_${program}.py`;
  return {
    pod: transferPod(props, context.cluster.toolImages.python),
    command: ['python3', file, DATASET_FOLDER, inVolume(props.path ?? ''), marker, `${PROGRAM_FOLDER}/${ORIGIN_FILE}`],
    env,
    program: PROGRAMS[program],
  };
}

function betweenProps(dataset: Dataset | undefined, { path = '', from }: DatasetLoadProps): Finding[] {
  const found: Finding[] = [];
  if (dataset === undefined) return [required('dataset', DATASET)];
  if (isReadOnlyClaim(dataset._claim))
    found.push(
      errorAt(
        'dataset',
        'read-only-claim',
        'is only read (ReadOnlyMany), and a load writes it',
        'load the dataset that it is a view of',
        dataset.accessModes,
      ),
    );
  if (inVolume(path) !== '' && overlap(path, OWN_FOLDER))
    found.push(errorAt('path', 'path', 'is where loads keep their own files', 'load into another folder', path));
  if (from._claim !== undefined && from._claim.source.claimName === dataset.name)
    found.push(errorAt('from', 'load-of-itself', 'is the dataset itself', 'name another claim', dataset.name));
  return found;
}

/** The Job that fills a dataset. Pure. */
export function renderDatasetLoad(given: DatasetLoadProps, context: Context): RenderedLoad {
  const { props, findings } = readProps(given, context);
  const { from, run, path = '' } = props;
  const dataset: Dataset | undefined = props.dataset;
  const identity = from._identity;
  const marker = `complete-${digestOf(JSON.stringify([identity, inVolume(path), run ?? '']))}.json`;
  const { mounts, env } = credentials(from._credentials);
  const programmed =
    from._program === undefined ? byRclone(props, marker, env, context) : byPython(from._program, props, marker, env, context);
  const source = from._claim === undefined ? [] : [Mount._of(SOURCE_FOLDER, from._claim.source, { readOnly: true })];
  const transfer: Transfer = {
    ...programmed,
    component: 'dataset-load',
    isReader: false,
    mounts: [...source, ...mounts],
    program: { ...programmed.program, [ORIGIN_FILE]: `${JSON.stringify(identity, undefined, 2)}\n` },
  };
  const task = renderTransfer(transfer, props, context);
  const own = task.findings.filter(({ rule }) => rule !== 'read-only-claim');
  return {
    manifests: task.manifests,
    marker: `${OWN_FOLDER}/${marker}`,
    problems: allProblems(context, findings, [...betweenProps(dataset, props), ...aboutProps(own, ['dataset', 'from'])]),
  };
}
