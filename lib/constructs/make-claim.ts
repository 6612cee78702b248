import type { Construct } from 'constructs';
import { type Emitted, emitAll } from './emit-all';
import type { RenderedDataset } from './render/claimed-dataset';
import { type Context, contextOf } from './render/context';

/** Makes the objects of a dataset of some class; `constructed` is the class that was constructed, a user's subclass perhaps. */
export function makeClaim(
  dataset: Construct,
  type: abstract new (...args: never[]) => unknown,
  constructed: unknown,
  render: (context: Context) => RenderedDataset,
): RenderedDataset & Emitted {
  const rendered = render(contextOf(dataset, type, constructed));
  return { ...rendered, ...emitAll(dataset, type, rendered) };
}
