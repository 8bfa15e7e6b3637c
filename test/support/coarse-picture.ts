/**
 * A picture as a coarse grid of mean colours, so that another font or another rasteriser hardly changes it and a missing or
 * moved part does. Knows nothing of what is in the picture.
 */
import fs from 'node:fs';
import type { Page } from 'playwright';

export interface CoarsePicture {
  /** Row by row, a hexadecimal `rrggbb` for each cell. */
  readonly rows: readonly (readonly string[])[];
}

const COLUMNS = 24;
const ROWS = 48;
/** Mean distance of the three channels, of 255: letters that are a little wider stay below, a bubble or a bar does not. */
const CELL_TOLERANCE = 24;

/** Of what the page shows now. The browser scales and averages. */
export async function takeCoarsePicture(page: Page): Promise<CoarsePicture> {
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const rows = (await page.evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width; canvas.height = image.height;
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const sums = Array.from({ length: ${ROWS * COLUMNS} }, () => [0, 0, 0, 0]);
    for (let y = 0; y < image.height; y += 1)
      for (let x = 0; x < image.width; x += 1) {
        const row = Math.floor((y * ${ROWS}) / image.height);
        const sum = sums[row * ${COLUMNS} + Math.floor((x * ${COLUMNS}) / image.width)];
        const at = (y * image.width + x) * 4;
        sum[0] += data[at]; sum[1] += data[at + 1]; sum[2] += data[at + 2]; sum[3] += 1;
      }
    const cells = sums.map(([r, g, b, n]) =>
      [r, g, b].map((value) => Math.round(value / n).toString(16).padStart(2, '0')).join(''));
    return Array.from({ length: ${ROWS} }, (_, row) => cells.slice(row * ${COLUMNS}, (row + 1) * ${COLUMNS}));
  })()`)) as string[][];
  return { rows };
}

function distance(a: string, b: string): number {
  const channels = (cell: string): number[] =>
    [0, 2, 4].map((at) => Number.parseInt(cell.slice(at, at + 2), 16));
  const other = channels(b);
  return channels(a).reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / 3;
}

/** How far a cell is from what the other picture has there, or one cell above or below: taller lines move what follows. */
function nearest(cell: string, other: CoarsePicture, row: number, column: number): number {
  const candidates = [row - 1, row, row + 1].flatMap((at) => other.rows[at]?.[column] ?? []);
  return Math.min(...candidates.map((candidate) => distance(cell, candidate)));
}

function unmatched(a: CoarsePicture, b: CoarsePicture): number {
  return a.rows.flatMap((cells, row) =>
    cells.filter((cell, column) => nearest(cell, b, row, column) > CELL_TOLERANCE),
  ).length;
}

/** Which share of the cells differs visibly, from 0 to 1: what is new counts as what is gone. */
export function differingShare(a: CoarsePicture, b: CoarsePicture): number {
  return Math.max(unmatched(a, b), unmatched(b, a)) / (ROWS * COLUMNS);
}

export function readCoarsePicture(file: string): CoarsePicture {
  return {
    rows: fs
      .readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((row) => row.split(' ')),
  };
}

export function writeCoarsePicture(file: string, { rows }: CoarsePicture): void {
  fs.writeFileSync(file, `${rows.map((row) => row.join(' ')).join('\n')}\n`);
}
