import { required, type Shape } from '../../values/read';
import { JAXJOB } from '../../workload/kinds/jaxjob';
import type { JaxJobClusterProps } from '../jax-job-cluster';
import type { Context } from './context';
import { distributedNotes } from './notes';
import { distributedShape, renderReplicaJob, roleReaders } from './replica-job';
import { propsReader, type Rendered } from './workload';

const PLACE = 'each pod finds its place in PROCESS_ID';
const { several } = roleReaders(PLACE);

const shape: Shape<JaxJobClusterProps> = { ...distributedShape, worker: required(several, { replicas: 1 }, { replicas: 4 }) };

const readProps = propsReader(shape, distributedNotes(PLACE));

/** The objects of a distributed JAX training. Pure. */
export function renderJaxJobCluster(given: JaxJobClusterProps, context: Context): Rendered {
  const { props, findings } = readProps(given, context);
  const roles = [{ name: 'worker', props: props.worker, readsData: true, modelUse: 'write' as const }];
  return renderReplicaJob({ context, kind: JAXJOB, props, findings, roles });
}
