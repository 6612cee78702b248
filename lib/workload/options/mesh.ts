import { ClusterOperator, isInstalled } from '../../profile/facts';
import type { Option } from '../contribution';

const INJECT = 'sidecar.istio.io/inject';

/**
 * No sidecar of a mesh beside a program that ends: it would outlive it, take part in what workers send each other, and take the pod's Guaranteed class.
 * A user's own label says otherwise.
 * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
 */
export const mesh: Option<object> = {
  name: 'mesh',
  shape: {},
  contribute: (_, { cluster, role }) => {
    if (!isInstalled(ClusterOperator.ISTIO, cluster) || INJECT in role.pod.labels) return {};
    return { pod: { labels: { [INJECT]: 'false' } } };
  },
};
