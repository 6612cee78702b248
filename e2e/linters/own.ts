import { CHECK_IDS, OWN_LINTERS, ownFindings } from '../../test/support/linters';
import { manifestsIn, type Output } from '../../test/support/outputs';
import type { Report } from './findings';

/** What our own assertions of other linters' checks find; each of their checks is of a whole output. */
export function ownReports(outputs: readonly Output[]): Report[] {
  return outputs.flatMap((output) => {
    const found = ownFindings(output);
    return OWN_LINTERS.map((tool): Report => {
      const findings = found.filter((finding) => finding.tool === tool);
      const checks = CHECK_IDS.filter((id) => id.startsWith(`${tool}/`)).length;
      const passed = checks - new Set(findings.map(({ check }) => check)).size;
      return { tool, output: output.name, objects: manifestsIn(output.yaml).length, passed, findings };
    });
  });
}
