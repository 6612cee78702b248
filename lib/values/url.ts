import type { Reader } from './read';
import { textWhere } from './read';

/** The address of something that HTTP brings, without a password in it, which everybody could read in the manifest. */
export const httpUrl: (example: string) => Reader<string> = (example) =>
  textWhere(example, (url) => {
    if (!/^https?:\/\/[^\s/?#]+/.test(url) || /\s/.test(url) || !URL.canParse(url))
      return { rule: 'url', message: 'must be a URL of http or https', fix: `for example "${example}"` };
    const { username, password } = new URL(url);
    if (username === '' && password === '') return undefined;
    return { rule: 'secret-in-url', message: 'has a user or a password in it', fix: 'keep them in a Secret' };
  });
