import { OBJECTS, type Placed } from './life-objects';
import type { manifestsIn } from './programs';
import { arrowHead, label, picture } from './svg';

type Manifest = ReturnType<typeof manifestsIn>[number];

const BOX = { width: 216, height: 92 };
const STEP = { x: 256, y: 132 };
const START = { x: 20, y: 64 };
const SIZE = { width: START.x * 2 + STEP.x * 4 + BOX.width, height: START.y + STEP.y * 3 + BOX.height + 24 };
const COLORS: Readonly<Record<string, string>> = {
  StorageClass: '#495057',
  PersistentVolumeClaim: '#0b7285',
  VolumeSnapshot: '#2b8a3e',
  Job: '#5f3dc4',
  CronJob: '#a61e4d',
};
const TITLE = 'font-size="16" font-weight="600" fill="#212529"';
const SMALL = 'font-size="14" fill="#495057"';

function cornerOf({ column, row }: Pick<Placed, 'column' | 'row'>): { readonly x: number; readonly y: number } {
  return { x: START.x + column * STEP.x, y: START.y + row * STEP.y };
}

function box(placed: Placed, manifests: readonly Manifest[]): string {
  const { kind, name } = placed;
  const object = manifests.find((each) => each.kind === kind && each.metadata.name === name);
  if (object === undefined) throw new Error(`the example has no ${kind} ${name}`);
  const { x, y } = cornerOf(placed);
  const color = COLORS[kind] ?? '#495057';
  return [
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8" fill="#fff" stroke="${color}" stroke-width="1.5"/>`,
    `<rect x="${x}" y="${y}" width="6" height="${BOX.height}" rx="3" fill="${color}"/>`,
    label(x + 16, y + 22, kind, `font-size="13" font-weight="600" fill="${color}"`),
    label(x + 16, y + 42, name, TITLE),
    ...placed.facts(object).map((fact, i) => label(x + 16, y + 62 + 18 * i, fact, SMALL)),
  ].join('\n');
}

function find(name: string): { readonly left: number; readonly right: number; readonly top: number; readonly middle: number } {
  const placed = OBJECTS.find((each) => each.name === name);
  if (placed === undefined) throw new Error(`the picture has no ${name}`);
  const { x, y } = cornerOf(placed);
  return { left: x, right: x + BOX.width, top: y, middle: y + BOX.height / 2 };
}

function arrow(path: string): string {
  return `<path d="${path}" stroke="#868e96" stroke-width="2" fill="none" marker-end="url(#arrow)"/>`;
}

const GAP = 4;

/** To the next column, or with a turn in the space before the column of the target; `out` and `into`: how far below the middle it leaves and comes. */
function across(from: string, to: string, out = 0, into = out): string {
  const [a, b] = [find(from), find(to)];
  const turn = b.left - (STEP.x - BOX.width) / 2;
  const [y, end] = [a.middle + out, b.middle + into];
  return arrow(y === end ? `M${a.right + GAP} ${y} H${b.left - GAP}` : `M${a.right + GAP} ${y} H${turn} V${end} H${b.left - GAP}`);
}

/** Straight down or up, to the next row. */
function along(from: string, to: string): string {
  const [a, b] = [find(from), find(to)];
  const x = (a.left + a.right) / 2;
  const down = b.top > a.top;
  return arrow(down ? `M${x} ${a.top + BOX.height + GAP} V${b.top - GAP}` : `M${x} ${a.top - GAP} V${b.top + BOX.height + GAP}`);
}

/** To the right, and up into a box above. */
function upInto(from: string, to: string): string {
  const [a, b] = [find(from), find(to)];
  return arrow(`M${a.right + GAP} ${a.middle} H${(b.left + b.right) / 2} V${b.top + BOX.height + GAP}`);
}

/** From a box to the one at its left. */
function back(from: string, to: string, below: number): string {
  const [a, b] = [find(from), find(to)];
  return arrow(`M${a.left - GAP} ${a.middle + below} H${b.right + GAP}`);
}

function arrows(): string[] {
  return [
    across('cephfs-kept', 'images', -16),
    across('load-images', 'images', 0, 18),
    along('images', 'images-backup'),
    across('images', 'archive-images', -22, 0),
    across('images', 'train-shards', 0),
    across('train-shards', 'train', 0),
    across('train', 'models', 0),
    along('images', 'images-v1'),
    across('images-v1', 'images-as-it-was', 0),
    across('images-v1', 'images-trial', 20, -20),
    across('cephfs-passing', 'images-trial', 16),
    across('images-as-it-was', 'experiment', 0),
    across('images-trial', 'experiment', -20, 20),
    along('experiment', 'images-trial-cleanup'),
    back('images-trial-cleanup', 'images-trial', 16),
    upInto('experiment', 'models'),
  ];
}

const WORDS = 'font-size="14" font-style="italic" fill="#495057"';

/** What the rows are about, where no box is. */
function captions(): string[] {
  const of = (column: number, row: number, line: number) => {
    const { x, y } = cornerOf({ column, row });
    return { x, y: y + 34 + 18 * line };
  };
  const said = [
    [0, 0, ['Kept: snapshots in Ceph,', 'copies outside of it']],
    [3, 0, ['Used: the training begins', 'when load and lists are done']],
    [4, 3, ['Tried: on a snapshot and', 'a copy, which goes after']],
  ] as const;
  return said.flatMap(([column, row, lines]) =>
    lines.map((text, i) => {
      const { x, y } = of(column, row, i);
      return label(x, y, text, WORDS);
    }),
  );
}

/** The life of a dataset: the objects of the example in the order of their use. */
export function lifeOfADataset(manifests: readonly Manifest[]): string {
  return picture({
    ...SIZE,
    title: 'The life of a dataset: the objects of the example, from the storage class to the cleanup',
    radius: 8,
    parts: [
      arrowHead(),
      label(START.x, 38, 'The life of a dataset', 'font-size="18" font-weight="700" fill="#1971c2"'),
      ...arrows(),
      ...OBJECTS.map((placed) => box(placed, manifests)),
      ...captions(),
    ],
  });
}
