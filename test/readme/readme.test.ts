import { source } from '../../scripts/readme/programs';
import { CONSTRUCTS, generated, PICTURE } from '../../scripts/readme/readme';

const { readme, constructs, picture } = generated();

test('README.md shows what its programs are and say', () => {
  expect(source('README.md')).toBe(readme);
});

test('the tables of props are those of the docstrings', () => {
  expect(source(CONSTRUCTS)).toBe(constructs);
});

test('the picture shows what the quickstart emits', () => {
  expect(source(PICTURE)).toBe(picture);
});

test('the quickstart has at most twenty lines', () => {
  const code = source('examples/quickstart/main.ts').trimEnd().split('\n');
  expect(code.length).toBeLessThanOrEqual(20);
});

test('every command that README.md names exists', () => {
  const { scripts } = JSON.parse(source('package.json')) as { scripts: Record<string, string> };
  const named = [...readme.matchAll(/npm run ([a-z0-9:-]+)/g)].map((match) => match[1]);
  expect(named.filter((name) => name !== undefined && scripts[name] === undefined)).toEqual([]);
});

test.each(['README.md', CONSTRUCTS, 'API.md'])(
  '%s cuts no docstring at a semicolon, where the half that is lost may be the one that matters',
  (file) => {
    const cut = source(file)
      .split('\n')
      .filter((line) => /; \|/.test(line));
    expect(cut).toEqual([]);
  },
);
