import fc from 'fast-check';
import { nearest } from '../../lib/values/suggest';

const KNOWN = ['replicas', 'resources', 'parameterServer', 'worker', 'gpu', 'image', 'imageTags'];

test.each([
  ['replica', 'replicas'],
  ['Replicas', 'replicas'],
  ['resource', 'resources'],
  ['gpus', 'gpu'],
  ['imagetag', 'imageTags'],
  ['wroker', 'worker'],
  ['iamge', 'image'],
  ['ps', 'parameterServer'],
  ['PS', 'parameterServer'],
])('%s means %s', (word, meant) => expect(nearest(word, KNOWN)).toBe(meant));

test.each(['cpu!', 'dataset', 'p', 'w', '', 'x'.repeat(50)])('%p means nothing known', (word) =>
  expect(nearest(word, KNOWN)).toBeUndefined(),
);

test('a word is not taken for another of which half the letters differ', () => {
  // In the props of a user's subclass a near-miss is refused, and `tags` is a prop that one may well have.
  expect(nearest('tags', ['args'])).toBeUndefined();
});

test('the nearer of two words is meant, and of equally near ones the first of the alphabet', () => {
  expect(nearest('replicass', ['replica', 'replicas'])).toBe('replicas');
  expect(nearest('bat', ['cat', 'bar'])).toBe('bar');
});

test('a known word means itself, and with one letter too many still itself or an equally near one', () => {
  const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,9}$/), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(words, fc.nat(8), (known, at) => {
      const word = known[at % known.length] ?? '';
      expect(nearest(word, known)).toBe(word);
      expect(nearest(`${word.slice(0, at)}q${word.slice(at)}`, [word])).toBe(word);
    }),
  );
});
