/** What a stage of a Dockerfile says of the containers made from it; a stage starts with what its base stage says. */
export interface Stage {
  readonly name: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly user?: string;
  /** Files of the build context, as patterns, and the absolute folder that they are copied into. */
  readonly copies: readonly { readonly patterns: readonly string[]; readonly folder: string }[];
}

const EMPTY: Stage = { name: '', entrypoint: [], command: [], environment: {}, workingDirectory: '/', copies: [] };

/** The stages of a Dockerfile in order. Instructions that make files otherwise (RUN, ADD) are left out. */
export function parseDockerfile(text: string): readonly Stage[] {
  const stages: Stage[] = [];
  for (const line of instructions(text)) {
    const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(line) ?? [];
    if (word.toUpperCase() === 'FROM') stages.push(from(rest, stages));
    else if (stages.length > 0) stages.push(apply(stages.pop() ?? EMPTY, word.toUpperCase(), rest));
  }
  return stages;
}

function instructions(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  return lines
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function from(rest: string, stages: readonly Stage[]): Stage {
  const [, base = '', name = ''] = /^(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?$/i.exec(rest) ?? [];
  return { ...(stages.find((stage) => stage.name === base) ?? EMPTY), name };
}

function apply(stage: Stage, word: string, rest: string): Stage {
  switch (word) {
    case 'CMD':
      return { ...stage, command: words(rest) };
    case 'ENTRYPOINT':
      return { ...stage, entrypoint: words(rest), command: [] };
    case 'ENV':
      return { ...stage, environment: { ...stage.environment, ...assignments(rest) } };
    case 'WORKDIR':
      return { ...stage, workingDirectory: absolute(stage.workingDirectory, rest) };
    case 'USER':
      return { ...stage, user: rest };
    case 'COPY':
      return { ...stage, copies: [...stage.copies, copy(stage, rest)] };
    default:
      return stage;
  }
}

/** The list form, or the shell form, which is a command line of `/bin/sh`. */
function words(text: string): string[] {
  if (!text.startsWith('[')) return ['/bin/sh', '-c', text];
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) ? list.map(String) : [];
}

function assignments(text: string): Record<string, string> {
  const pairs = text.matchAll(/([^\s=]+)=("[^"]*"|\S*)/g);
  return Object.fromEntries(Array.from(pairs, ([, name = '', value = '']) => [name, value.replace(/^"|"$/g, '')]));
}

function copy({ workingDirectory }: Stage, text: string): Stage['copies'][number] {
  const files = text.split(/\s+/).filter((word) => !word.startsWith('--'));
  const folder = files.pop() ?? '.';
  return { patterns: files, folder: absolute(workingDirectory, folder) };
}

function absolute(from: string, path: string): string {
  return new URL(path, `file://${from.replace(/\/?$/, '/')}`).pathname.replace(/(.)\/$/, '$1');
}
