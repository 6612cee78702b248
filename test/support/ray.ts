import type { Chart } from 'cdk8s';
import { RayJobCluster, type RayJobClusterProps } from '../../lib';
import { IMAGE } from '../pod/reading';
import { RESOURCES, refusal, testChart } from './charts';

/** What a Ray training needs. */
const BASE = { image: IMAGE, command: ['python', 'train.py'], resources: RESOURCES, worker: { replicas: 2 } };

/** A training named `train`. */
export function rayTraining(props: Partial<RayJobClusterProps> = {}, chart: Chart = testChart()): Chart {
  new RayJobCluster(chart, 'train', { ...BASE, ...props });
  return chart;
}

/** What a JavaScript user may write. */
export function refusedRay(props: object): string[] {
  return refusal(() => rayTraining(props as Partial<RayJobClusterProps>));
}
