import type { Chart } from 'cdk8s';
import { RESOURCES } from '../charts';

export const IMAGE = 'registry.example.com/ml/program:1.0';
export const SERVING = { image: IMAGE, port: 5000, resources: RESOURCES };

/** What fills a chart, by what it makes. */
export type Makers = Readonly<Record<string, (chart: Chart) => unknown>>;
