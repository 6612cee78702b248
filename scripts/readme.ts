import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, source } from './readme/programs';
import { CONSTRUCTS, generated, PICTURE } from './readme/readme';

const USAGE = `usage: npm run readme [-- --check]

Writes the blocks of README.md and ${CONSTRUCTS} that come from programs (code, YAML, errors, tables of props), and ${PICTURE}.
Needs the build (npm run build): the tables come from the docstrings that it has read.

  --check   write nothing, and exit with 1 where something is not as the programs say
  --help    this text`;

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });

if (values.help) {
  console.log(USAGE);
} else {
  const { readme, constructs, picture } = generated();
  const files = { 'README.md': readme, [CONSTRUCTS]: constructs, [PICTURE]: picture };
  for (const [path, content] of Object.entries(files)) {
    if (values.check) {
      if (source(path) === content) continue;
      console.error(`${path} is not as the programs say: run npm run readme`);
      process.exitCode = 1;
    } else {
      writeFileSync(join(ROOT, path), content);
      console.error(`wrote ${path}`);
    }
  }
}
