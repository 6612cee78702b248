import { Mount } from '../../values/mount';
import { given } from '../../values/omit';
import { list, optional, value } from '../../values/read';
import type { Option } from '../contribution';

export interface MountsProps {
  readonly mounts?: Mount[];
}

/** The user's own mounts. */
export const mounts: Option<MountsProps> = {
  name: 'mounts',
  shape: { mounts: optional(list(value(Mount, "dataset.mount('/path')"))) },
  contribute: (props, target) => {
    if (props.mounts === undefined) return {};
    const plans = props.mounts.map(({ path, _source, _options }, i) =>
      given({
        path,
        source: _source,
        readOnly: _options.readOnly ?? false,
        subPath: _options.subPath,
        prop: target.field(`mounts[${i}]`),
      }),
    );
    return { pod: { mounts: plans } };
  },
};
