/**
 * A row as every database hands it over. Knows no driver.
 */
/** What a column may hold here. */
export type SqlValue = string | number | null;
/** By the names of its columns. */
export type Row = Readonly<Record<string, SqlValue>>;
