import type { ManifestMetadata } from '../../pod/kubernetes';
import type { Finding } from '../../values/finding';
import { labelKey, labelValue, type NameGrammar, objectName } from '../../values/name';
import { given } from '../../values/omit';
import { map, optional, type Shape } from '../../values/read';
import type { QueueObjectProps } from '../queue-object-props';
import { type Context, labelsFor } from './context';
import { idNameFindings, labelFindings, labelOf } from './named-object';

/** The readers of what all of these objects have. What a label names has a label's length. */
export function queueObjectShape(grammar: NameGrammar = 'subdomain'): Shape<QueueObjectProps> {
  return { name: optional(objectName(grammar)), labels: optional(map(labelKey, labelValue)) };
}

/** What an object is, beside its name. */
export interface ObjectFacts {
  readonly component: string;
  readonly grammar?: NameGrammar;
  readonly namespace?: string | undefined;
}

/** The metadata of an object that describes queues, and what is wrong with it. */
export function queueObject(
  props: QueueObjectProps,
  context: Context,
  { component, grammar, namespace }: ObjectFacts,
): { readonly metadata: ManifestMetadata; readonly problems: Finding[] } {
  const { name = context.idName, labels } = props;
  const own = labelsFor(context, labelOf(name), component);
  return {
    metadata: given({ name, namespace, labels: { ...labels, ...own } }),
    problems: [...idNameFindings(name, props.name, grammar), ...labelFindings(own, labels)],
  };
}
