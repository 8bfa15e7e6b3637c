/**
 * What a row of `npm run crowd` is before it is measured.
 */
import type { Measured } from './figures';
import type { Scene } from './scene';

export interface RowPlan {
  readonly row: string;
  measure(scene: Scene): Promise<Measured>;
}
