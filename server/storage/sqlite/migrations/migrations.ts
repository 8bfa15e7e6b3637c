/**
 * Every step from an empty file to today's tables, in order. A step that was released is never changed or moved: the number
 * of steps that a file has been through is its version.
 */
import { GOVERNANCE_TABLES } from './governance-tables';
import { INITIAL_TABLES } from './initial-tables';

export const MIGRATIONS: readonly string[] = [INITIAL_TABLES, GOVERNANCE_TABLES];
