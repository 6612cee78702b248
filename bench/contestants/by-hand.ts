import { ApiObject, type ApiObjectProps, type Chart } from 'cdk8s';

/** Written by `workspace.mts` as a person would write it: object literals, in which the chart's names alone are variables. */
const { manifests } = require('./manifests') as { manifests(chartId: string, namespace: string): ApiObjectProps[] };

/** The same objects, written by hand. */
export function fill(chart: Chart): void {
  for (const manifest of manifests(chart.node.id, chart.namespace ?? '')) {
    new ApiObject(chart, `${manifest.kind}-${manifest.metadata?.name}`, manifest);
  }
}
