/** Blocks of a Markdown file that commands write, between `<!-- name: begin -->` and `<!-- name: end -->`. */

function pattern(name: string): RegExp {
  return new RegExp(`(<!-- ${name}: begin[^>]*-->\n)[\\s\\S]*?(<!-- ${name}: end -->)`);
}

/** The text with each block filled anew; a block that the text lacks is an error. */
export function filled(text: string, blocks: Readonly<Record<string, string>>): string {
  return Object.entries(blocks).reduce((result, [name, content]) => {
    if (!pattern(name).test(result)) throw new Error(`README.md has no block ${name}`);
    return result.replace(pattern(name), (_, begin: string, end: string) => `${begin}${content.trimEnd()}\n${end}`);
  }, text);
}

/** A fenced code block. */
export function fenced(language: string, code: string): string {
  return `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``;
}
