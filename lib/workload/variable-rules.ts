import { type ContainerPlan, containersOf } from '../pod/plan';
import type { Finding } from '../values/finding';
import type { WorkloadPlan } from './plan';

function warning(field: string, rule: string, message: string, fix: string, value?: unknown): Finding {
  return { field, severity: 'warning', rule, message, fix, ...(value === undefined ? {} : { value }) };
}

/** `$(NAME)`, but not `$$(NAME)`, which is the text itself. */
const REFERENCE = /(?<!\$)\$\(([^)]+)\)/g;
/** What a shell would replace: `$NAME` and `${NAME}`. */
const SHELL_REFERENCE = /(?<!\$)\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g;
/** What Kubernetes and the controllers set beside the plan's variables. */
const SET_ELSEWHERE = /^(KUBERNETES_\w+|TF_CONFIG|JOB_COMPLETION_INDEX)$/;
const SHELL = /(^|\/)(ba|da|z|k)?sh$/;

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name, braced]) => name ?? braced ?? '');
}

/** `$(NAME)` in a variable is replaced only where NAME stands before it: after it, the text stays as it is. */
function inVariables({ env }: ContainerPlan): Finding[] {
  return env.flatMap(({ name, value = '' }, i) => {
    if (!value.includes('$(')) return [];
    const before = new Set(env.slice(0, i).map((each) => each.name));
    const missing = namesIn(value, REFERENCE).find((each) => !before.has(each));
    if (missing === undefined) return [];
    const message = `speaks of $(${missing}), which no variable before it has`;
    return [warning(`env.${name}`, 'env-reference', message, 'write $$( for the text itself', value)];
  });
}

function wrongArgument(text: string, known: ReadonlySet<string>): Pick<Finding, 'message' | 'fix'> | undefined {
  const missing = namesIn(text, REFERENCE).find((each) => !known.has(each) && !SET_ELSEWHERE.test(each));
  if (missing !== undefined)
    return { message: `speaks of $(${missing}), which is no variable of the container`, fix: 'write $$( for the text itself' };
  const shells = namesIn(text, SHELL_REFERENCE).find((each) => known.has(each));
  if (shells === undefined) return undefined;
  return {
    message: `speaks of $${shells}, which a shell would replace, and none runs here`,
    fix: `write $(${shells}), which Kubernetes replaces`,
  };
}

/** Variables in the command line: Kubernetes replaces `$(NAME)` of any variable of the container, and nothing else without a shell. */
function inCommandLine({ command = [], args = [], env }: ContainerPlan): Finding[] {
  if ([...command, ...args].some((text) => SHELL.test(text))) return [];
  const known = new Set(env.map(({ name }) => name));
  return Object.entries({ command, args }).flatMap(([prop, texts]) =>
    texts.flatMap((text, i) => {
      const wrong = wrongArgument(text, known);
      return wrong === undefined ? [] : [warning(`${prop}[${i}]`, 'env-reference', wrong.message, wrong.fix, text)];
    }),
  );
}

/** A command line as one text: a program whose name has spaces is looked for. */
function oneText({ command = [] }: ContainerPlan): Finding[] {
  const [program = ''] = command;
  if (!/\S\s+\S/.test(program)) return [];
  const words = program
    .trim()
    .split(/\s+/)
    .map((word) => `'${word}'`);
  return [warning('command[0]', 'command-line', 'is the name of a program, and has spaces', `write [${words.join(', ')}]`, program)];
}

/** Variables and words in a container's command line and variables that stay as they are, or are not found. */
export function variableFindings({ roles }: WorkloadPlan): Finding[] {
  return roles
    .flatMap(({ pod }) => containersOf(pod))
    .flatMap((container) => [...inVariables(container), ...inCommandLine(container), ...oneText(container)]);
}
