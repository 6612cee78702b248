import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { emitAll } from './emit-all';
import type { RenderedDataset } from './render/claimed-dataset';
import { type Context, contextOf } from './render/context';

/** Makes the claim of a dataset of some class; `constructed` is the class that was constructed, a user's subclass perhaps. */
export function makeClaim(
  dataset: Construct,
  type: abstract new (...args: never[]) => unknown,
  constructed: unknown,
  render: (context: Context) => RenderedDataset,
): RenderedDataset & { readonly claim: ApiObject } {
  const rendered = render(contextOf(dataset, type, constructed));
  return { ...rendered, claim: emitAll(dataset, type, rendered).one('PersistentVolumeClaim') };
}
