/**
 * Random ids and the shape every id on the wire has. Knows no wire format beyond that shape.
 */
import type { Random } from './clock';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const SAFE_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** A random id of `length` letters and digits (5.95 bits each). */
export function createId(random: Random, length: number): string {
  let id = '';
  for (let i = 0; i < length; i += 1) id += ALPHABET.charAt(Math.floor(random() * ALPHABET.length));
  return id;
}

/** Every object answers to the names of `Object.prototype`: in a plain record, such an id would find what nobody put there. */
function isReserved(value: string): boolean {
  return value === 'prototype' || value in Object.prototype;
}

/** 1-64 of `A-Z a-z 0-9 _ -`, and not a name of `Object.prototype`. */
export function isSafeId(value: string): boolean {
  return SAFE_ID.test(value) && !isReserved(value);
}
