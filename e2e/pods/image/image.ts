import { parseDockerfile, type Stage } from './dockerfile';

/** An image of the examples: what its Dockerfile says, without a build. */
export interface Image extends Stage {
  readonly reference: string;
  /** The folder of its Dockerfile, which is the build context. */
  readonly context: string;
}

/** The images that a Dockerfile is for, by the `docker build` commands of its comments. */
export function imagesOf(dockerfile: string, context: string): readonly Image[] {
  const stages = parseDockerfile(dockerfile);
  return buildCommands(dockerfile).map(({ reference, target }) => {
    const stage = target === undefined ? stages.at(-1) : stages.find(({ name }) => name === target);
    if (stage === undefined) throw new Error(`${context}/Dockerfile has no stage ${target ?? ''} for ${reference}`);
    return { ...stage, reference, context };
  });
}

function buildCommands(dockerfile: string): { reference: string; target?: string }[] {
  return Array.from(dockerfile.matchAll(/^#.*docker build (.*)$/gm), ([, options = '']) => {
    const reference = /(?:^|\s)(?:-t|--tag)[ =](\S+)/.exec(options)?.[1] ?? '';
    const target = /(?:^|\s)--target[ =](\S+)/.exec(options)?.[1];
    return target === undefined ? { reference } : { reference, target };
  });
}

/** The names among the context's files that COPY takes: those that a pattern names and that `.dockerignore` does not leave out. */
export function copied(names: readonly string[], patterns: readonly string[], dockerignore: string): readonly string[] {
  return names.filter((name) => patterns.some((pattern) => matches(pattern, name)) && !ignored(name, dockerignore));
}

/** The last line that fits decides; `!` takes back. */
function ignored(name: string, dockerignore: string): boolean {
  let result = false;
  for (const line of dockerignore.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    if (matches(line.replace(/^!/, ''), name)) result = !line.startsWith('!');
  }
  return result;
}

function matches(pattern: string, name: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  return new RegExp(`^${expression}$`).test(name);
}
