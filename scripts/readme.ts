import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, source } from './readme/programs';
import { generated } from './readme/readme';

const USAGE = `usage: npm run readme [-- --check]

Writes what comes from programs: the blocks of README.md, docs/constructs.md and examples/dataset-lifecycle/README.md (code, YAML, errors, tables of props),
and the pictures in docs/.
Needs the build (npm run build): the tables come from the docstrings that it has read.

  --check   write nothing, and exit with 1 where something is not as the programs say
  --help    this text`;

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });

if (values.help) {
  console.log(USAGE);
} else {
  for (const [path, content] of Object.entries(generated())) {
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
