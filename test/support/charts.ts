import { App, Chart, Testing } from 'cdk8s';
import { CephDataset, CephStorage, Resources, SpecError } from '../../lib';
import type { Manifest } from '../../lib/pod/kubernetes';
import type { Problem } from '../../lib/problems';
import { line } from '../../lib/problems';

/** Amounts that any test may use. */
export const RESOURCES = Resources.guaranteed({ cpu: '8', memory: '64Gi' });

/** A chart named `demo` in the namespace `ml`, in an app of its own. */
export function testChart(): Chart {
  return new Chart(new App(), 'demo', { namespace: 'ml' });
}

export function cephFs(chart: Chart, id: string): CephDataset {
  return new CephDataset(chart, id, { storage: CephStorage.cephFs('rook-cephfs'), size: '500Gi' });
}

/** The whole app as it would be written. */
export function yamlOf(chart: Chart): string {
  return App.of(chart).synthYaml();
}

export function manifestsOf(chart: Chart): Manifest[] {
  return Testing.synth(chart);
}

/** The one object of a kind. */
export function manifestOf(chart: Chart, kind: string): Manifest {
  const found = manifestsOf(chart).filter((manifest) => manifest.kind === kind);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} objects of kind ${kind}`);
  return found[0];
}

/** What a constructor refuses, as data; empty where it refuses nothing. */
export function problemsOf(make: () => unknown): Problem[] {
  try {
    make();
  } catch (error) {
    if (error instanceof SpecError) return SpecError.problemsOf(error);
    throw error;
  }
  return [];
}

/** What a constructor refuses, a line each, as its error shows it. */
export function refusal(make: () => unknown): string[] {
  return problemsOf(make).map(line);
}
