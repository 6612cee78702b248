import { given, unlessBare, unlessEmpty } from '../../lib/values/omit';

test("fields that are undefined are left out, and 0, '', false and null stay", () => {
  const fields = given({ zero: 0, empty: '', no: false, nothing: null, left: undefined });
  expect(fields).toStrictEqual({ zero: 0, empty: '', no: false, nothing: null });
  expect('left' in fields).toBe(false);
});

test('an empty list is left out, and another is copied', () => {
  const items = [0];
  expect(unlessEmpty([])).toBeUndefined();
  expect(unlessEmpty(items)).toEqual([0]);
  expect(unlessEmpty(items)).not.toBe(items);
});

test('an empty map is left out, and another is copied', () => {
  const fields = { a: 0 };
  expect(unlessBare({})).toBeUndefined();
  expect(unlessBare(fields)).toEqual({ a: 0 });
  expect(unlessBare(fields)).not.toBe(fields);
});
