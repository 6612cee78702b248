import { join } from 'node:path';
import type { Finding } from '../../test/support/accepted-findings';
import { output } from './command';
import type { Report, Written } from './findings';

const RUN = join(__dirname, 'checkov_run.py');
const TOOL = 'checkov';

interface Check {
  readonly check_id: string;
  readonly check_name: string;
  /** `Job.ml.train` */
  readonly resource: string;
}

/** Of checkov's own reports, what is read here. */
export interface CheckovReport {
  readonly summary: { readonly resource_count: number };
  readonly results: {
    readonly passed_checks: readonly Check[];
    readonly failed_checks: readonly Check[];
    readonly parsing_errors: readonly string[];
  };
}

/** `Job.ml.train` -> `Job/train`. Only names have dots. */
function objectOf(resource: string): string {
  const [kind, , ...name] = resource.split('.');
  return `${kind}/${name.join('.')}`;
}

export function readCheckov(of: string, { summary, results }: CheckovReport): Report {
  const found = results.failed_checks.map(
    ({ check_id: check, check_name: what, resource }): Finding => ({ tool: TOOL, check, output: of, object: objectOf(resource), what }),
  );
  const unread = results.parsing_errors.map(
    (what): Finding => ({ tool: TOOL, check: 'parsing-error', output: of, object: 'file/manifests.yaml', what }),
  );
  const findings = [...found, ...unread];
  return { tool: TOOL, output: of, objects: summary.resource_count, passed: results.passed_checks.length, findings };
}

/** What checkov's Kubernetes checks find, in one run: it takes seconds to start. */
export function checkov(python: string, outputs: readonly Written[]): Report[] {
  const args = [RUN, ...outputs.map(({ folder }) => folder)];
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const reports = JSON.parse(output(python, args, { env })) as Readonly<Record<string, CheckovReport>>;
  return outputs.map(({ name, folder }) => {
    const report = reports[folder];
    if (report === undefined) throw new Error(`checkov says nothing of ${name}`);
    return readCheckov(name, report);
  });
}
