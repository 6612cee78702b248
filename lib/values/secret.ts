import type { ISecret } from 'cdk8s-plus-27';
import { show } from './finding';
import { namedResource } from './mount';
import { objectName } from './name';
import type { Reader } from './read';

/** A Secret of cdk8s-plus. */
export const secret: Reader<ISecret> = (given, place) => {
  const named = namedResource(given, 'Secret');
  if (named !== undefined) return objectName('subdomain')(named.name, place) === undefined ? undefined : (given as ISecret);
  const name = typeof given === 'string' && given !== '' ? given : 'my-secret';
  const fix = `for one that exists in the cluster write Secret.fromSecretName(chart, 'id', ${show(name)})`;
  place.report({ value: given, rule: 'type', message: 'must be a Secret of cdk8s-plus', fix });
  return undefined;
};
