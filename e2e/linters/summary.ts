import { judge } from '../../test/support/accepted-findings';
import { OWN_LINTERS } from '../../test/support/linters';
import type { Report } from './findings';

/** What one tool says of everything, in numbers. */
export interface Summary {
  readonly tool: string;
  readonly objects: number;
  readonly checksPassed: number;
  readonly findingsAccepted: number;
  readonly findingsUnexplained: number;
}

function summaryOf(tool: string, reports: readonly Report[]): Summary {
  const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
  const findings = reports.flatMap((report) => report.findings);
  const { accepted, unexplained } = judge(findings, []);
  return {
    tool,
    objects: total(reports.map(({ objects }) => objects)),
    checksPassed: total(reports.map(({ passed }) => passed)),
    findingsAccepted: accepted.length,
    findingsUnexplained: unexplained.length,
  };
}

/** One for each tool, in the order in which they have reported. */
export function summaries(reports: readonly Report[]): Summary[] {
  const tools = [...new Set(reports.map(({ tool }) => tool))];
  return tools.map((tool) =>
    summaryOf(
      tool,
      reports.filter((report) => report.tool === tool),
    ),
  );
}

/** Tools that are not run must not look as if they were. */
function calledInResults(tool: string): string {
  return OWN_LINTERS.includes(tool) ? `our assertions of ${tool}` : tool;
}

/** The same by what was counted, as the results of a run are kept. */
export function figures(all: readonly Summary[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    all.flatMap(({ tool, objects, checksPassed, findingsAccepted, findingsUnexplained }) => [
      [`${calledInResults(tool)}: objects looked at`, objects],
      [`${calledInResults(tool)}: checks passed`, checksPassed],
      [`${calledInResults(tool)}: findings accepted`, findingsAccepted],
      [`${calledInResults(tool)}: findings unexplained`, findingsUnexplained],
    ]),
  );
}
