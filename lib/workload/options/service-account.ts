import type { IServiceAccount } from 'cdk8s-plus-27';
import { serviceAccount as serviceAccountManifest } from '../../manifests/service-account';
import { isExternal, namedResource } from '../../values/mount';
import { isDnsSubdomain } from '../../values/name';
import { optional, type Reader } from '../../values/read';
import type { Option } from '../contribution';
import { metadataOf } from '../plan';

export interface ServiceAccountProps {
  readonly serviceAccount?: IServiceAccount;
}

const account: Reader<IServiceAccount> = (given, place) => {
  const named = namedResource(given, 'ServiceAccount');
  if (named !== undefined && isDnsSubdomain(named.name)) return given as IServiceAccount;
  place.report({
    value: given,
    rule: 'type',
    message: 'must be a ServiceAccount of cdk8s-plus',
    fix: "for one that exists write ServiceAccount.fromServiceAccountName(chart, 'id', 'name')",
  });
  return undefined;
};

/** Who the pods are to the API server: an account of their own unless one is given. */
export const serviceAccount: Option<ServiceAccountProps> = {
  name: 'serviceAccount',
  shape: { serviceAccount: optional(account) },
  contribute: ({ serviceAccount: given }, { plan }) => {
    if (given === undefined)
      return { pod: { settings: { serviceAccountName: plan.name } }, siblings: [serviceAccountManifest(metadataOf(plan))] };
    return { pod: { settings: { serviceAccountName: given.name } }, external: isExternal(given) ? [`ServiceAccount/${given.name}`] : [] };
  },
};
