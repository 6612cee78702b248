import { source } from '../../scripts/readme/programs';
import { generated } from '../../scripts/readme/readme';

const FILES = generated();

test.each(Object.entries(FILES))('%s is as the programs and docstrings say', (path, content) => {
  expect(source(path)).toBe(content);
});

test('the README of the life of a dataset names objects that its example emits', () => {
  const snapshot = source('examples/dataset-lifecycle/__snapshots__/chart.test.ts.snap');
  const named = [
    ...source('examples/dataset-lifecycle/README.md').matchAll(/\b(?:job|cronjob|pvc|volumesnapshot|quota)\/([a-z0-9-]+)/g),
  ].map((match) => match[1] ?? '');
  const byHand = ['images-backup-now', 'images-restored'];
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !byHand.includes(name) && !snapshot.includes(`name: ${name}\n`))).toEqual([]);
});

/** Their props' names end so; values that users put into props have options. */
const CONSTRUCTS = [...source('lib/index.ts').matchAll(/\b([A-Z]\w+), \1Props\b/g)].map((match) => match[1] ?? '');

test.each(['README.md', 'docs/constructs.md'])('%s names every construct', (file) => {
  expect(CONSTRUCTS.length).toBeGreaterThan(20);
  expect(CONSTRUCTS.filter((name) => !source(file).includes(`\`${name}\``) && !source(file).includes(`## ${name}\n`))).toEqual([]);
});

test('the quickstart has at most twenty lines', () => {
  const code = source('examples/quickstart/main.ts').trimEnd().split('\n');
  expect(code.length).toBeLessThanOrEqual(20);
});

test('every command that README.md names exists', () => {
  const { scripts } = JSON.parse(source('package.json')) as { scripts: Record<string, string> };
  const named = [...source('README.md').matchAll(/npm run ([a-z0-9:-]+)/g)].map((match) => match[1]);
  expect(named.filter((name) => name !== undefined && scripts[name] === undefined)).toEqual([]);
});

test.each(['README.md', 'docs/constructs.md', 'API.md'])(
  '%s cuts no docstring at a semicolon, where the half that is lost may be the one that matters',
  (file) => {
    const cut = source(file)
      .split('\n')
      .filter((line) => /; \|/.test(line));
    expect(cut).toEqual([]);
  },
);
