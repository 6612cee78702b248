import fc from 'fast-check';
import { line } from '../../lib/problems';
import { type Finding, placeIn } from '../../lib/values/finding';
import type { DerivedName, NameGrammar } from '../../lib/values/name';
import * as names from '../../lib/values/name';
import { reading, vectors } from './findings';
import { expectTotalReader } from './garbage';

type Verdict =
  `is${'DNS1123Label' | 'DNS1123Subdomain' | 'DNS1035Label' | 'QualifiedName' | 'ValidLabelValue' | 'ValidPortName' | 'EnvVarName'}`;

const CASES = vectors<{ readonly s: string } & Readonly<Record<Verdict, boolean>>>('names.json');

describe('the verdicts of Kubernetes on names', () => {
  test.each<[string, (name: string) => boolean, Verdict, number]>([
    ['isDnsLabel', names.isDnsLabel, 'isDNS1123Label', 38],
    ['isDnsSubdomain', names.isDnsSubdomain, 'isDNS1123Subdomain', 50],
    ['isDns1035Label', names.isDns1035Label, 'isDNS1035Label', 21],
    ['isQualifiedName', names.isQualifiedName, 'isQualifiedName', 80],
    ['isLabelValue', names.isLabelValue, 'isValidLabelValue', 70],
    ['isPortName', names.isPortName, 'isValidPortName', 23],
    ['isEnvName', names.isEnvName, 'isEnvVarName', 79],
  ])('%s is the same for all 177 names', (_, test, verdict, right) => {
    expect(CASES.filter((one) => test(one.s) !== one[verdict])).toEqual([]);
    expect(CASES.filter((one) => one[verdict])).toHaveLength(right);
    expect(CASES).toHaveLength(177);
  });
});

describe('the nearest name', () => {
  test.each([
    ['TrainModel', 'train-model'],
    ['train_model.v2', 'train-model-v2'],
    ['2fast', 'fast'],
    ['--a--', 'a'],
    ['Größe', 'gr-e'],
    ['123', 'my-name'],
    ['', 'my-name'],
  ])('to %p is %s', (given, nearest) => expect(names.nearestName(given)).toBe(nearest));

  test('is a name that every grammar takes, of at most 40 characters', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 100 }), fc.stringMatching(/^[A-Za-z0-9._-]{0,80}$/)), (given) => {
        const name = names.nearestName(given);
        expect([names.isDns1035Label(name), names.isDnsLabel(name), names.isDnsSubdomain(name), name.length <= 40]).not.toContain(false);
      }),
    );
  });
});

test('labels are one text in the order of their keys', () => {
  expect(names.labelsText({ tier: 'cache', app: 'redis' })).toBe('app=redis&tier=cache');
  expect(names.labelsText({})).toBe('');
});

const MESSAGES: Record<NameGrammar, string> = {
  label: 'must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end',
  dns1035: 'must be a DNS label that starts with a letter: at most 63 of a-z, 0-9 and -',
  subdomain: 'must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts',
};

describe('the name of an object', () => {
  test.each<[NameGrammar, string, string]>([
    ['label', 'TrainModel', 'train-model'],
    ['dns1035', '2fast', 'fast'],
    ['subdomain', 'my_claim', 'my-claim'],
  ])('is refused by the grammar %s as %s, with a name that is right', (grammar, given, right) => {
    const text = `name: ${MESSAGES[grammar]}, got "${given}" (for example "${right}")`;
    expect(reading(names.objectName(grammar), given, 'name')).toEqual({ value: undefined, lines: [text] });
    const findings: Finding[] = [];
    names.checkName(given, grammar, placeIn(findings, 'name'));
    expect(findings.map(line)).toEqual([text]);
    names.checkName(right, grammar, placeIn(findings, 'name'));
    expect(findings).toHaveLength(1);
    expect(reading(names.objectName(grammar), right)).toEqual({ value: right, lines: [] });
  });

  test('must be given', () =>
    expect(reading(names.objectName('label'), undefined, 'name').lines).toEqual([
      'name: must be a string, got undefined (for example "my-name")',
    ]));
});

test('a name that is only too long is told its length, not its grammar', () => {
  const long = 'a'.repeat(70);
  expect(reading(names.objectName('label'), long, 'name').lines).toEqual([
    `name: has 70 characters, and 63 are allowed, got "${long}" (shorten it by 7)`,
  ]);
  expect(reading(names.objectName('label'), 'A'.repeat(70), 'name').lines).toEqual([expect.stringContaining(`name: ${MESSAGES.label}`)]);
});

describe('readers of names', () => {
  test.each([
    [
      'labelKey',
      names.labelKey,
      'a b',
      'is not a label key: its name has a space, and letters, digits, -, _ and . are allowed, got "a b" (for example "team" or "example.com/team")',
    ],
    ['labelKey', names.labelKey, '', 'must be a string that is not empty, got "" (for example "example.com/team")'],
    [
      'labelValue',
      names.labelValue,
      'a b',
      'is not a label value: it has a space, and letters, digits, -, _ and . are allowed, got "a b" (for example "a-b")',
    ],
    ['labelValue', names.labelValue, 5, 'must be a string, as every label value, got 5 (write "5")'],
    [
      'labelKey',
      names.labelKey,
      'My_Co/team',
      'is not a label key: its prefix "My_Co" must be a DNS name: a-z, 0-9, - and dots between parts, got "My_Co/team" (for example "team" or "example.com/team")',
    ],
    ['labelKey', names.labelKey, 'a/', 'is not a label key: its name is empty, got "a/" (for example "team" or "example.com/team")'],
    [
      'labelValue',
      names.labelValue,
      '-a',
      'is not a label value: it must start and end with a letter or digit, got "-a" (for example "a")',
    ],
    [
      'labelValue',
      names.labelValue,
      'a@b',
      'is not a label value: it has "@", and letters, digits, -, _ and . are allowed, got "a@b" (for example "a-b")',
    ],
    [
      'labelValue',
      names.labelValue,
      '@',
      'is not a label value: it has "@", and letters, digits, -, _ and . are allowed, got "@" (for example "vision")',
    ],
    [
      'labelValue',
      names.labelValue,
      'x'.repeat(64),
      `is not a label value: it has 64 characters, and 63 are allowed, got "${'x'.repeat(64)}" (for example "${'x'.repeat(63)}")`,
    ],
    ['annotationValue', names.annotationValue, true, 'must be a string, got true (put it in quotes)'],
    [
      'envName',
      names.envName,
      '1A',
      'is not a name of an environment variable, got "1A" (letters, digits and _, not starting with a digit)',
    ],
  ])('%s says what is wrong', (_, read, given, text) =>
    expect(reading(read, given, 'key')).toEqual({ value: undefined, lines: [`key: ${text}`] }),
  );

  test.each([
    ['labelKey', names.labelKey, 'example.com/team'],
    ['labelValue', names.labelValue, ''],
    ['annotationValue', names.annotationValue, ''],
    ['envName', names.envName, 'MY_SETTING'],
  ])('%s takes what is right', (_, read, given) => expect(reading(read, given)).toEqual({ value: given, lines: [] }));

  test.each([
    ['labelKey', names.labelKey],
    ['labelValue', names.labelValue],
    ['annotationValue', names.annotationValue],
    ['envName', names.envName],
    ['objectName', names.objectName('subdomain')],
  ])('%s is never an exception', (_, read) => expectTotalReader(read));
});

describe('names that controllers derive', () => {
  function check(given: string, ...derived: DerivedName[]): string[] {
    const findings: Finding[] = [];
    names.checkDerivedNames(derived, given, placeIn(findings, 'name'));
    return findings.map(line);
  }

  const hostname = (name: string): DerivedName => ({ name, of: "the last pod's hostname", grammar: 'label' });

  test('are refused when too long, with how many characters must go', () => {
    const given = 'a'.repeat(61);
    expect(check(given, hostname(`${given}-12`))).toEqual([
      `name: is too long: the last pod's hostname will be "${given}-12", of 64 characters, and 63 are allowed, got "${given}" (shorten it by 1, to at most 60 characters)`,
    ]);
    expect(check('a'.repeat(60), hostname(`${'a'.repeat(60)}-12`))).toEqual([]);
  });

  test('are refused when no name of their kind', () => {
    expect(check('2fast', { name: '2fast', of: 'the Service', grammar: 'dns1035' })).toEqual([
      `name: makes the Service "2fast", which ${MESSAGES.dns1035}, got "2fast" (for example "fast")`,
    ]);
  });

  test('are each told', () => expect(check('A', hostname('A-0'), hostname('A-1'), hostname('a'))).toHaveLength(2));
});
