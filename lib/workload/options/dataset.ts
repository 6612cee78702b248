import type { MountPlan } from '../../pod/plan';
import type { DatasetLayout } from '../../values/dataset-layout';
import type { Finding } from '../../values/finding';
import { objectName } from '../../values/name';
import { given } from '../../values/omit';
import { joined, mountPath, relativePath } from '../../values/path';
import { map, optional, struct } from '../../values/read';
import type { Option } from '../contribution';
import { type Dataset, dataset as datasetReader } from '../dataset';
import { ownFolder, type ParallelProps, parallel } from './parallel';

export interface DatasetProps extends ParallelProps {
  readonly dataset?: Dataset;
  readonly datasetLayout?: DatasetLayout;
  readonly datasets?: { [name: string]: Dataset };
}

export const LAYOUT = { mountPath: '/data', train: 'train', test: 'test' };
/** Where further datasets are mounted, each below its name. */
const FURTHER = '/datasets';

function readOnlyMount(dataset: Dataset, path: string, prop: string): MountPlan {
  return { path, source: dataset._claim, readOnly: true, prop };
}

/** Where the parts of no dataset are. */
const LAYOUT_ALONE: Finding = {
  field: 'dataset',
  severity: 'error',
  rule: 'layout-without-dataset',
  message: 'is not given, and datasetLayout says where its parts are',
  fix: 'give it, or leave datasetLayout out; datasets are mounted by their names',
};

function furtherVariable(name: string): string {
  return `DATASET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_PATH`;
}

/** The data that a training reads, read-only: the dataset that the scenario's variables speak of, and further ones by name. */
export const dataset: Option<DatasetProps> = {
  name: 'dataset',
  shape: {
    dataset: optional(datasetReader),
    datasetLayout: optional(
      struct<DatasetLayout>({ mountPath: optional(mountPath), train: optional(relativePath), test: optional(relativePath) }),
    ),
    datasets: optional(map(objectName('label'), datasetReader)),
    parallel: parallel.shape.parallel,
  },
  contribute: (props, target) => {
    if (!target.role.readsData) return {};
    const layout = { ...LAYOUT, ...given({ ...props.datasetLayout }) };
    const further = Object.entries(props.datasets ?? {});
    const main = props.dataset;
    return {
      pod: {
        mounts: [
          ...(main === undefined ? [] : [given({ ...readOnlyMount(main, layout.mountPath, 'dataset'), subPathExpr: ownFolder(props) })]),
          ...further.map(([name, each]) => readOnlyMount(each, joined(FURTHER, name), `datasets.${name}`)),
        ],
        env: [
          ...(main === undefined
            ? []
            : [
                { name: 'TRAIN_DATASET_PATH', value: joined(layout.mountPath, layout.train) },
                { name: 'TEST_DATASET_PATH', value: joined(layout.mountPath, layout.test) },
              ]),
          ...further.map(([name]) => ({ name: furtherVariable(name), value: joined(FURTHER, name) })),
        ],
      },
      problems: main === undefined && props.datasetLayout !== undefined ? [LAYOUT_ALONE] : [],
    };
  },
};
