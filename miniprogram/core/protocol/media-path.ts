/**
 * The address of a file that the chat server keeps; no other address is ever loaded by a phone.
 */
import { path } from './schema';

export const mediaPath = path('/media/');
