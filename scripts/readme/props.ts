import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, source } from './programs';

interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
}

interface Property {
  readonly name: string;
  readonly optional?: boolean;
  readonly type: TypeReference;
  readonly docs?: { readonly summary?: string; readonly default?: string };
}

interface Struct {
  readonly interfaces?: readonly string[];
  readonly properties?: readonly Property[];
}

/** What the compiler has read from the sources. */
export interface Assembly {
  readonly types: Readonly<Record<string, Struct>>;
}

export function assembly(): Assembly {
  if (!existsSync(join(ROOT, '.jsii'))) throw new Error('run `npm run build` first: the tables come from what it has read');
  return JSON.parse(source('.jsii')) as Assembly;
}

function typeText({ primitive, fqn, collection }: TypeReference): string {
  if (collection?.kind === 'array') return `${typeText(collection.elementtype)}[]`;
  if (collection?.kind === 'map') return `{ name: ${typeText(collection.elementtype)} }`;
  return primitive ?? fqn?.split('.').pop() ?? 'any';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function row({ name, optional, type, docs }: Property): string {
  const standard = optional === true ? (docs?.default ?? '').replace(/^-\s*/, '') : '**required**';
  return `| \`${name}\` | \`${typeText(type)}\` | ${cell(docs?.summary ?? '')} | ${cell(standard)} |`;
}

/** The props of one struct, required ones first, those that it inherits left out. */
export function propsTable({ types }: Assembly, struct: string): string {
  const properties = [...(types[`cdk8s-ml.${struct}`]?.properties ?? [])];
  if (properties.length === 0) throw new Error(`no struct ${struct}`);
  properties.sort((a, b) => Number(a.optional === true) - Number(b.optional === true) || (a.name < b.name ? -1 : 1));
  return ['| prop | type | effect | default |', '| --- | --- | --- | --- |', ...properties.map(row)].join('\n');
}
