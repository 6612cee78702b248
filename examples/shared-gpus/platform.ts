import { Chart, type ChartProps } from 'cdk8s';
import {
  Gpu,
  KueueClusterQueue,
  KueueLocalQueue,
  KueueResourceFlavor,
  KueueTopology,
  KueueWorkloadPriorityClass,
  Placement,
  QueuePreemption,
  Topology,
} from 'cdk8s-ml';
import type { Construct } from 'constructs';

/** Four nodes of eight GPUs and thirty-two adapters. */
const OF_EACH_TEAM = {
  cpu: '384',
  memory: '8Ti',
  ephemeralStorage: '1Ti',
  hugePages2Mi: '20Gi',
  gpus: [Gpu.nvidia(32)],
  other: { 'vpc.amazonaws.com/efa': '128' },
};

/** The platform engineer's part: 64 GPUs in two racks, of which each team's trainings take what the other leaves. */
export class Platform extends Chart {
  public constructor(scope: Construct, id: string, props: ChartProps = {}) {
    super(scope, id, props);
    const topology = new KueueTopology(this, 'racks', { levels: [Topology.RACK, Topology.NODE] });
    const flavor = new KueueResourceFlavor(this, 'h100', {
      nodeLabels: { 'node.kubernetes.io/instance-type': 'p5.48xlarge' },
      tolerations: [Placement.tolerate('nvidia.com/gpu')],
      topologyName: topology.name,
    });
    for (const team of ['vision', 'speech']) {
      const queue = new KueueClusterQueue(this, team, {
        flavors: [{ flavor: flavor.name, nominal: OF_EACH_TEAM }],
        cohort: 'research',
        namespaces: [team],
        preemption: { withinClusterQueue: QueuePreemption.LOWER_PRIORITY },
      });
      new KueueLocalQueue(this, `${team}-trainings`, { namespace: team, clusterQueue: queue.name });
    }
    new KueueWorkloadPriorityClass(this, 'release', { value: 1000, description: 'Trainings of models that are to be released' });
  }
}
