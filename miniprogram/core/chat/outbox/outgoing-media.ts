/**
 * A file as it is handed over to be sent. Knows neither what becomes of it nor who chose it.
 */

/** A file of this phone that becomes a message. `path`: temporary, as the pickers and the recorder of wx give it. */
export type OutgoingMedia = { readonly path: string; readonly bytes: number } &
  /** `name`: for when the server cannot show it as a picture, and it goes as a file. */
  (
    | { readonly kind: 'image'; readonly width: number; readonly height: number; readonly name?: string }
    | { readonly kind: 'voice'; readonly durationMs: number }
    | { readonly kind: 'file'; readonly name: string }
  );
