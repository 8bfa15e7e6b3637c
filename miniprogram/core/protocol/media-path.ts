/**
 * The address of a file that the chat server keeps; no other address is ever loaded by a phone.
 */
import { path } from './schema';

/** A path below `/media/`, never a whole address. */
export const mediaPath = path('/media/');
