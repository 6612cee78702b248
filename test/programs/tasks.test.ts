import { spawnSync } from 'node:child_process';

const PYTHON = process.env.PYTHON ?? 'python3';
const FITS = 'import sys; sys.exit(sys.version_info < (3, 9))';
const hasPython = spawnSync(PYTHON, ['-c', FITS]).status === 0;

// `npm test` needs npm alone: where there is no Python, the end-to-end tier is left, which needs it too.
(hasPython ? test : test.skip)(
  'the programs of the tasks do what their own tests ask for (test/programs/test_tasks.py)',
  () => {
    const { status, stderr } = spawnSync(PYTHON, ['-m', 'unittest', 'discover', '-s', 'test/programs'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^Ran [1-9]\d* tests/m) });
  },
  30_000,
);
