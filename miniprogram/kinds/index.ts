/**
 * The kinds of messages of your own: import each and register it here, and its template and styles in `custom-kind`. The page of
 * the chat imports this file, so that they are known before a message is shown. See "add a message kind of your own" in
 * docs/how-to.md.
 */
export { customView, findKind, registeredKinds } from './register-kind';
