/**
 * Everything that somebody waits for in a crowded place, in the order in which it is measured: what changes the crowd comes last.
 */
import type { RowPlan } from './row-plan';
import { CHANGES } from './rows-changes';
import { LISTS } from './rows-lists';
import { TALK } from './rows-talk';

export const ROWS: readonly RowPlan[] = [...LISTS, ...TALK, ...CHANGES];
