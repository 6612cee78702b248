import {
  ConfigMap,
  type IConfigMap,
  type IPersistentVolumeClaim,
  type ISecret,
  type IServiceAccount,
  PersistentVolumeClaim,
  Secret,
  ServiceAccount,
} from 'cdk8s-plus-27';
import type { Construct } from 'constructs';

// The classes of cdk8s-plus do not fit its own interfaces under `exactOptionalPropertyTypes`, which only our tests have: said once, here.

export function configMap(scope: Construct, id: string, data: { [key: string]: string } = {}): IConfigMap {
  return new ConfigMap(scope, id, { metadata: { name: id }, data }) as IConfigMap;
}

export function secret(scope: Construct, id: string): ISecret {
  return new Secret(scope, id, { metadata: { name: id } }) as ISecret;
}

export function serviceAccount(scope: Construct, id: string): IServiceAccount {
  return new ServiceAccount(scope, id, { metadata: { name: id } }) as IServiceAccount;
}

export function claim(scope: Construct, id: string): IPersistentVolumeClaim {
  return new PersistentVolumeClaim(scope, id, { metadata: { name: id } }) as IPersistentVolumeClaim;
}
