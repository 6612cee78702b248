import { podsIn as templatesIn } from '../../../test/support/linters-pods';
import type { KubeObject } from '../../cluster/client';

export interface PromisedPod {
  readonly object: KubeObject;
  /** The QoS class that the library has computed. */
  readonly qosClass: string | undefined;
}

/** What a pod names that the test's cluster does not have, and that does not decide its QoS class. */
const NAMED = ['serviceAccountName', 'priorityClassName', 'runtimeClassName'];

/** A pod from each template in the objects, those inside custom resources too. */
export function podsIn(objects: readonly KubeObject[]): PromisedPod[] {
  return objects.flatMap((object) =>
    templatesIn(object as never).map(({ annotations, spec }, index) => {
      const kept = Object.fromEntries(Object.entries(spec).filter(([key]) => !NAMED.includes(key)));
      const metadata = { name: `${object.metadata.name}-${index}`, namespace: object.metadata.namespace ?? 'default' };
      return { object: { apiVersion: 'v1', kind: 'Pod', metadata, spec: kept }, qosClass: annotations['cdk8s-ml.io/qos-class'] };
    }),
  );
}
