import { spawnSync } from 'node:child_process';

test('the programs stand in TypeScript as their Python files have them', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/programs.mjs', '--check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
