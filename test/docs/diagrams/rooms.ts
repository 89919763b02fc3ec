import { arrow, box, picture, text } from './svg.js';

/** A room or file of `src/`, and the import paths it is an entry of. */
interface Part {
  readonly name: string;
  readonly isFolder: boolean;
  readonly entries: readonly string[];
}

const WIDTH = 800;
const LEFT = 64;
const ROW = 50;
const GAP = 10;

/** The layers of `src/`, foundations at the bottom. */
export function roomsPicture(layers: readonly (readonly Part[])[]): string {
  let y = 62;
  const shapes = [...layers].reverse().flatMap((parts) => {
    let x = LEFT;
    const row = parts.flatMap((part) => {
      const width = widthOf(part);
      if (x + width > WIDTH - 20) {
        x = LEFT;
        y += ROW;
      }
      const shape = shapeOf(part, x, y, width);
      x += width + GAP;
      return shape;
    });
    y += ROW + 8;
    return row;
  });
  const list = layers.map((parts) => parts.map(({ name }) => name).join(', ')).join('; then ');
  return picture({
    width: WIDTH,
    height: y + 6,
    title: 'The rooms of src/',
    description: `Layers, each of which imports from itself and from those below. From the bottom: ${list}.`,
    shapes: [
      text('title', 20, 32, 'The rooms of src/'),
      text('small', 196, 32, 'A room imports from its own layer and from those below. Blue: an entry of the package.'),
      arrow(34, 62, 34, y - 20),
      ...shapes,
    ],
  });
}

function label({ name, isFolder }: Part): string {
  return isFolder ? `${name}/` : name;
}

function widthOf(part: Part): number {
  const letters = Math.max(label(part).length, part.entries.join('  ').length);
  return Math.ceil(letters * 7.4) + 20;
}

function shapeOf(part: Part, x: number, y: number, width: number): string[] {
  const isEntry = part.entries.length > 0;
  return [
    box(isEntry ? 'entry' : 'box', x, y, width, 42),
    text('code', x + 10, isEntry ? y + 18 : y + 26, label(part)),
    ...(isEntry ? [text('small code', x + 10, y + 34, part.entries.join('  '))] : []),
  ];
}
