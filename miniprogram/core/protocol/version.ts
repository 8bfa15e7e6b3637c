/**
 * The name and number of the wire protocol.
 */

/** Counts up when an older peer could not go on; new optional fields do not change it. */
export const PROTOCOL_VERSION = 1;
/** What the schemas of all frames say about themselves, so that none changes by accident: PROTOCOL.md section 10. */
export const SCHEMA_HASH = '52acb6ab802ab84d';
/** WebSocket subprotocol that is offered; a server that does not select it is accepted, `hello.version` decides. */
export const SUBPROTOCOL = 'minichat.v1';
