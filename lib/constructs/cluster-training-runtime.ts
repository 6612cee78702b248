import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { IRuntime, RuntimeFacts } from '../values/trainer-runtime';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderTrainingRuntime } from './render/training-runtime';
import type { TrainingRuntimeProps } from './training-runtime-props';

/**
 * How trainings of Kubeflow Trainer 2 run (`trainer.kubeflow.org/v1alpha1`), for trainings of all namespaces. It is an object of the whole cluster, so that its pods can use no claims, Secrets or ConfigMaps but those that every namespace has. It makes no pods itself: a `TrainJob` names it.
 * Placement near to, away from or evenly beside the training's own pods is said by the training, whose labels a runtime does not know.
 * @see https://www.kubeflow.org/docs/components/trainer/operator-guides/runtime/
 */
export class ClusterTrainingRuntime extends Construct implements IRuntime {
  /** The runtime's name. */
  public readonly name: string;
  /** Its kind. */
  public readonly runtimeKind = 'ClusterTrainingRuntime';
  /** The runtime. */
  public readonly runtime: ApiObject;
  /** @internal */
  public readonly _runtime: RuntimeFacts;

  public constructor(scope: Construct, id: string, props: TrainingRuntimeProps) {
    super(scope, id);
    const rendered = renderTrainingRuntime('ClusterTrainingRuntime', props, contextOf(this, ClusterTrainingRuntime, new.target));
    this.runtime = emitAll(this, ClusterTrainingRuntime, rendered).one('ClusterTrainingRuntime');
    this.name = this.runtime.name;
    this._runtime = rendered.facts;
  }
}
