/**
 * A file as it is handed over to be sent. Knows neither what becomes of it nor who chose it.
 */
import type { GivenMedia } from '../../protocol/kinds/registry';

/** A file of this phone that becomes a message. `path`: temporary, as the pickers and the recorder of wx give it. */
export type OutgoingMedia = {
  readonly path: string;
  readonly bytes: number;
  /** Such a path too: a picture that stands for the file, for the kinds that have one. */
  readonly cover?: string | undefined;
} & GivenMedia;
