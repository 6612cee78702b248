import * as fc from 'fast-check';

/** How many programs each property is tried with, and which: the same each time. `PROPERTY_RUNS=5000 PROPERTY_SEED=7 npx jest test/properties` looks further. */
const { PROPERTY_RUNS = '25', PROPERTY_SEED = '1' } = process.env;

fc.configureGlobal({ numRuns: Number(PROPERTY_RUNS), seed: Number(PROPERTY_SEED) });

/** Warnings of right programs are told on standard error; here nobody reads them. */
beforeEach(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

/** Holds a property of all that is generated: what `problems` says of one is empty. What takes long is tried less often. */
export function holds<T>(
  arbitrary: fc.Arbitrary<T>,
  problems: (generated: T) => readonly unknown[],
  often: 'often' | 'seldom' = 'often',
): void {
  const property = fc.property(arbitrary, (generated) => {
    expect(problems(generated)).toEqual([]);
  });
  fc.assert(property, often === 'often' ? {} : { numRuns: Math.ceil(Number(PROPERTY_RUNS) / 3) });
}
