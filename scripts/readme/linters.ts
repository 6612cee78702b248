import type { AcceptedFindings } from '../../test/support/accepted-findings';

/** `checkov: CKV_K8S_8, CKV_K8S_9; kube-score: container-resources` */
function checksByTool(checks: readonly string[]): string {
  const tools = [...new Set(checks.map((check) => check.slice(0, check.indexOf('/'))))];
  return tools
    .map((tool) => {
      const ids = checks.filter((check) => check.startsWith(`${tool}/`)).map((check) => `\`${check.slice(tool.length + 1)}\``);
      return `${tool}: ${ids.join(', ')}`;
    })
    .join('; ');
}

/** The exceptions of the linters, as README.md lists them. */
export function acceptedTable(accepted: readonly AcceptedFindings[]): string {
  const rows = accepted.map(({ checks, reason }) => `| ${reason} | ${checksByTool(checks)} |`);
  return ['| why it stays | what is found |', '| --- | --- |', ...rows].join('\n');
}
