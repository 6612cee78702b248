import type { Place } from './finding';
import { labelKey, labelValue, objectName } from './name';
import { type Checked, map } from './read';

type CallerRule =
  | { readonly kind: 'pods'; readonly labels: { readonly [key: string]: string } }
  | { readonly kind: 'namespace'; readonly name: string };

/** Who may open connections to a service. */
export class Caller implements Checked {
  /** Pods of the service's own namespace with all these labels. */
  public static pods(labels: { [key: string]: string }): Caller {
    return new Caller({ kind: 'pods', labels });
  }

  /** All pods of a namespace: the ingress controller's, the monitoring's. */
  public static namespace(name: string): Caller {
    return new Caller({ kind: 'namespace', name });
  }

  private constructor(
    /** @internal */
    public readonly _rule: CallerRule,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    const rule = this._rule;
    if (rule.kind === 'namespace') objectName('label')(rule.name, place.at('name'));
    else checkLabels(rule.labels, place.at('labels'));
  }
}

/** No label at all would be every pod of the namespace. */
function checkLabels(labels: unknown, place: Place): void {
  const read = map(labelKey, labelValue)(labels, place);
  if (read === undefined || typeof labels !== 'object' || labels === null || Object.keys(labels).length > 0) return;
  place.report({
    value: labels,
    rule: 'caller',
    message: 'must name at least one label',
    fix: "for example Caller.pods({ app: 'gateway' })",
  });
}
