import { App, Chart, Duration } from 'cdk8s';
import fc from 'fast-check';
import { line } from '../../lib/problems';
import { type Finding, placeIn, show } from '../../lib/values/finding';
import { garbage } from './garbage';

describe('a place', () => {
  const remark = { rule: 'r', message: 'is wrong', fix: 'do right' };

  test.each([
    [['memory'], 'resources.memory'],
    [['[0]', 'path'], 'resources[0].path'],
    [['a', '[1]'], 'resources.a[1]'],
    [[], 'resources'],
  ])('below resources at %j is %s', (names, field) => {
    const place = names.reduce((outer, name) => outer.at(name), placeIn([], 'resources'));
    expect(place.field).toBe(field);
  });

  test('at the top is named by its field alone', () => {
    expect(placeIn([]).at('memory').field).toBe('memory');
    expect(placeIn([]).field).toBe('');
  });

  test('collects an error, or a warning where it is said, in the order of reports', () => {
    const findings: Finding[] = [];
    const place = placeIn(findings, 'a');
    place.at('b').report(remark);
    place.report({ ...remark, severity: 'warning', value: 0 });
    expect(findings).toStrictEqual([
      { field: 'a.b', severity: 'error', ...remark },
      { field: 'a', severity: 'warning', value: 0, ...remark },
    ]);
  });

  test('shows the value only where it is the point', () => {
    const findings: Finding[] = [];
    placeIn(findings).report(remark);
    placeIn(findings, 'a').report({ ...remark, value: undefined });
    expect(findings.map(line)).toEqual(['is wrong (do right)', 'a: is wrong, got undefined (do right)']);
  });
});

describe('a value in an error', () => {
  const chart = new Chart(new App(), 'demo');

  test.each<[string, unknown, string]>([
    ['a text', '64GB', '"64GB"'],
    ['a text of two lines', 'a\nb', '"a\\nb"'],
    ['an empty text', '', '""'],
    ['a number', 0.5, '0.5'],
    ['no number', NaN, 'NaN'],
    ['a bigint', 7n, '7'],
    ['a truth', false, 'false'],
    ['nothing', null, 'null'],
    ['what is missing', undefined, 'undefined'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a function', () => 1, 'a function'],
    ['a class', Chart, 'a function'],
    ['a list', [1, 'a'], '[1,"a"]'],
    ['an object', { a: { b: ['x', 7n] } }, '{"a":{"b":["x",7]}}'],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    ['a construct', chart, 'a Chart'],
    ['a value object', Duration.minutes(5), 'a Duration'],
    ['a map', new Map(), 'a Map'],
    ['a class whose name begins with a vowel', new (class Odd {})(), 'an Odd'],
    ['what is missing in a list', [undefined], '[undefined]'],
    ['what lies deep', { a: { b: { c: { d: 1 } } } }, '{"a":{"b":{"c":{...}}}}'],
  ])('is shown so that its writer knows it: %s', (_, value, text) => expect(show(value)).toBe(text));

  test.each<[string, unknown]>([
    ['constructs', [chart]],
    ['constructs by name', { data: chart }],
  ])('may hold what holds itself: %s', (_, value) => expect(show(value)).toContain('Chart'));

  test('may say that JSON can not write it', () => expect(show({ toJSON: () => undefined })).not.toBe(''));

  test('that is made by a class without a name is still called something', () => expect(show(new (class {})())).toMatch(/^an? \w+/));

  test.each<[string, unknown]>([
    ['a list', Array.from({ length: 100 }, () => 'x')],
    ['a text', 'x'.repeat(500)],
  ])('is cut to what fits in a line: %s', (_, value) => {
    expect(show(value).length).toBeLessThanOrEqual(82);
    expect(show(value)).toContain('...');
  });

  test('is never an exception, and one line', () => {
    fc.assert(fc.property(garbage(['name', 'constructor', 'toJSON', 'toString']), (value) => expect(show(value)).toMatch(/^[^\n]+$/)));
  });
});
