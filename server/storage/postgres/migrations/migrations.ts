/**
 * Every step from an empty database to today's tables, in order. A step that was released is never changed or moved: the number
 * of steps that a database has been through is its version.
 */
import { INITIAL_TABLES, LINKED_TABLES } from './initial-tables';
import { LOG_FUNCTIONS } from './log-functions';

/** The index of a step is the version of a database that has not been through it. */
export const MIGRATIONS: readonly string[] = [INITIAL_TABLES, LINKED_TABLES, LOG_FUNCTIONS];
