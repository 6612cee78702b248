import type { Finding } from '../../test/support/accepted-findings';
import { output } from './command';
import type { Report, Written } from './findings';

const TOOL = 'kube-score';
/** The grade from which kube-score itself says OK. */
const OK = 7;
/** It has a code for criticals. */
const CODES = [0, 1];

interface Score {
  readonly check: { readonly id: string };
  readonly grade: number;
  readonly skipped: boolean;
  readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
}

/** Of kube-score's own report, what is read here. */
export interface ScoredObject {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string };
  readonly checks: readonly Score[];
}

function told({ comments }: Score): string {
  return (comments ?? []).map(({ path, summary }) => (path === '' ? summary : `${path}: ${summary}`)).join('; ');
}

export function readKubeScore(of: string, objects: readonly ScoredObject[]): Report {
  const scores = objects.flatMap(({ type_meta: { kind }, object_meta: { name }, checks }) =>
    checks.filter(({ skipped }) => !skipped).map((score) => ({ score, object: `${kind}/${name}` })),
  );
  const findings = scores
    .filter(({ score }) => score.grade < OK)
    .map(({ score, object }): Finding => ({ tool: TOOL, check: score.check.id, output: of, object, what: told(score) }));
  return { tool: TOOL, output: of, objects: objects.length, passed: scores.length - findings.length, findings };
}

/** From lines `id,target,description,optional`. */
function optionalChecks(list: string): string[] {
  const lines = list.split('\n').filter((line) => line.endsWith(',optional'));
  return lines.map((line) => line.slice(0, line.indexOf(',')));
}

/** What kube-score finds with all its checks, those among them that it leaves out unless asked for. */
export function kubeScore(program: string, outputs: readonly Written[]): Report[] {
  const optional = optionalChecks(output(program, ['list'])).flatMap((id) => ['--enable-optional-test', id]);
  const args = ['score', '--output-format', 'json', '--kubernetes-version', 'v1.33', ...optional];
  return outputs.map(({ name, file }) => {
    const objects = JSON.parse(output(program, [...args, file], { codes: CODES })) as ScoredObject[] | null;
    return readKubeScore(name, objects ?? []);
  });
}
