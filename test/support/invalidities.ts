import type { Chart } from 'cdk8s';
import { manifestsOf } from './charts';
import { schemaProblems } from './schemas';

/** What strict schemas of the oldest, the baseline and the newest Kubernetes find in the chart's objects. */
export function invalidities(chart: Chart): string[] {
  const versions = ['1.27', '1.33', '1.36'] as const;
  return manifestsOf(chart).flatMap((manifest) =>
    versions.flatMap((version) =>
      schemaProblems(manifest, version).map((problem) => `${version} ${manifest.kind} ${manifest.metadata.name}: ${problem}`),
    ),
  );
}
