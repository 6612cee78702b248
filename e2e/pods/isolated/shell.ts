/** A word of a shell command that means exactly this text. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** One command line. */
export function line(...words: readonly (string | number)[]): string {
  return words.map((word) => quoted(String(word))).join(' ');
}
