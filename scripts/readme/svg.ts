/** What the pictures of the documents are drawn with. */

export function label(x: number, y: number, text: string, style: string): string {
  return `<text x="${x}" y="${y}" ${style}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
}

/** The head of an arrow, which a path takes by `marker-end="url(#arrow)"`. */
export function arrowHead(): string {
  return '<defs><marker id="arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#868e96"/></marker></defs>';
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** For who can't see it. */
  readonly title: string;
  readonly parts: readonly string[];
  /** Of the corners. @default 0 */
  readonly radius?: number;
}

export function picture({ width, height, title, parts, radius }: Picture): string {
  const [head = '', ...rest] = parts;
  const corners = radius === undefined ? '' : ` rx="${radius}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" role="img" aria-label="${title}">`,
    head,
    `<rect width="${width}" height="${height}"${corners} fill="#f8f9fa"/>`,
    ...rest,
    '</svg>',
    '',
  ].join('\n');
}
