import type { ContainerPlan } from '../../pod/plan';

/** `$(NAME)`, or `$$(`, which is `$(` itself. */
const REFERENCE = /\$\$\(|\$\(([^)]+)\)/g;

/** What Kubernetes would make of the text in a container: `$(NAME)` of a variable that has a value of its own is that value. */
function expanded(text: string, known: ReadonlyMap<string, string>): string {
  return text.replace(REFERENCE, (found, name?: string) => (name === undefined ? '$(' : (known.get(name) ?? found)));
}

/** The variables with values of their own, each with those before it. */
function literals({ env }: ContainerPlan): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const { name, value } of env) {
    if (value !== undefined) known.set(name, expanded(value, known));
  }
  return known;
}

/** The words of the program's command line, as it would get them in a container. */
export function wordsOf(container: ContainerPlan): string[] {
  const known = literals(container);
  return [...(container.command ?? []), ...(container.args ?? [])].map((word) => expanded(word, known));
}

/** What no shell reads as anything but itself. */
const PLAIN = /^[\w@%+=:,./-]*$/;
/** What a shell reads as itself between double quotes. */
const QUOTED = /^[^"$`\\]*$/;

/**
 * Whether a word gets through Ray's command line as it is. `ray job submit` makes one text of its words for another shell: before Ray 2.57 by the rules of
 * Windows (`list2cmdline`), which quote what has a space, with double quotes, and nothing else.
 * @see https://github.com/ray-project/ray/pull/63797
 */
export function getsThrough(word: string): boolean {
  return PLAIN.test(word) || (/[ \t]/.test(word) && QUOTED.test(word));
}

function quoted(word: string): string {
  return word !== '' && PLAIN.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** The program as one line for the shell of the pod that submits it. */
export function entrypointOf(container: ContainerPlan): string {
  return wordsOf(container).map(quoted).join(' ');
}
