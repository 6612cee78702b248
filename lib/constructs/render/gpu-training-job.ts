import { Rendezvous, RestartPolicy } from '../../values/enums';
import type { Parallel } from '../../values/parallel';
import { oneOf, optional, type Shape } from '../../values/read';
import { shapeOf } from '../../workload/build';
import { JOB, type JobSettings } from '../../workload/kinds/job';
import { TRAINING_OPTIONS } from '../../workload/options/table';
import type { GpuTrainingJobProps } from '../gpu-training-job';
import type { Context } from './context';
import { JOB_NOTES } from './notes';
import { exitCodeShape, retryFindings } from './retries';
import { renderShards } from './shards';
import { runFindings, runSettings, runShape } from './training';
import { allProblems, nameFindings, nameShape, type Outline, outline, propsReader, type Rendered } from './workload';

const shape: Shape<GpuTrainingJobProps> = {
  ...nameShape,
  ...runShape,
  ...shapeOf(TRAINING_OPTIONS),
  restartPolicy: optional(oneOf('RestartPolicy', Object.values(RestartPolicy))),
  ...exitCodeShape,
};

const NO_SHARDS = { manifests: [], findings: [] };

const readProps = propsReader(shape, JOB_NOTES);

function settingsOf(props: GpuTrainingJobProps, context: Context): JobSettings {
  return {
    ...runSettings(props),
    restartPolicy: props.restartPolicy ?? RestartPolicy.NEVER,
    failFastExitCodes: props.failFastExitCodes ?? [],
    ignoreExitCodes: props.ignoreExitCodes ?? [],
    shards: props.parallel?.count,
    maxFailed: props.parallel?._maxFailed,
    firstDecides: props.parallel?._firstDecides ?? false,
    together: props.parallel?._rendezvous !== undefined,
    cluster: context.cluster,
  };
}

function mostPods(parallel: Parallel | undefined): number {
  return parallel?.count ?? 1;
}

/** torchrun starts a process for each GPU. */
function processesOf({ parallel, gpu }: GpuTrainingJobProps): number {
  return parallel?._rendezvous === Rendezvous.TORCHRUN ? (gpu?.count ?? 1) : 1;
}

/** The objects of a training job. Pure. */
export function renderGpuTrainingJob(given: GpuTrainingJobProps, context: Context): Rendered {
  const { props, findings } = readProps(given, context);
  const pods = mostPods(props.parallel);
  const input: Outline<JobSettings> = {
    context,
    kind: JOB,
    component: 'training',
    roles: [{ name: 'main', count: { min: pods, max: pods }, readsData: true, modelUse: 'write', processes: processesOf(props) }],
    options: TRAINING_OPTIONS,
    shared: { ...props },
    own: {},
    run: props.run,
  };
  const { plan, siblings, findings: between } = outline(input);
  const settings = settingsOf(props, context);
  const shards = props.parallel === undefined ? NO_SHARDS : renderShards(props, plan, context);
  const more = [
    ...nameFindings(input, plan, settings),
    ...runFindings(props, plan),
    ...retryFindings(props, context.cluster),
    ...shards.findings,
  ];
  return {
    manifests: [JOB.render(plan, settings), ...siblings, ...shards.manifests],
    problems: allProblems(context, findings, [...between, ...more]),
  };
}
