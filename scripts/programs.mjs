/**
 * Writes lib/programs/*.py and *.sh, the programs that the library's own tasks run in a cluster, as TypeScript beside them, so that they are bundled like all else.
 *
 * usage: npm run programs [-- --check | --help]     (--check: exits with 1 where a file is not what would be written)
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'lib/programs';

function typescriptOf(name, source) {
  if (/`|\$\{/.test(source)) throw new Error(`${name}: a backtick or \${ can't stand in what is written`);
  const constant = name.replace(/\.\w+$/, '').toUpperCase();
  return `// Written by \`npm run programs\` from ${name}.\n\n/** The text of ${name}. */\nexport const ${constant} = ${source.includes('\\') ? 'String.raw' : ''}\`${source}\`;\n`;
}

const [option] = process.argv.slice(2);
if (option === '--help') {
  process.stdout.write(
    'usage: npm run programs [-- --check]\n\nWrites lib/programs/*.py and *.sh as TypeScript beside them; with --check it writes nothing and exits with 1 where one is out of date.\n',
  );
  process.exit(0);
}
let outOfDate = 0;
for (const name of readdirSync(FOLDER)
  .filter((each) => /\.(py|sh)$/.test(each))
  .sort()) {
  const target = join(FOLDER, name.replace(/_/g, '-').replace(/\.\w+$/, '.ts'));
  const text = typescriptOf(name, readFileSync(join(FOLDER, name), 'utf8'));
  if (existsSync(target) && readFileSync(target, 'utf8') === text) continue;
  outOfDate++;
  if (option === '--check') process.stderr.write(`${target} is out of date: npm run programs\n`);
  else writeFileSync(target, text);
}
process.exitCode = option === '--check' && outOfDate > 0 ? 1 : 0;
