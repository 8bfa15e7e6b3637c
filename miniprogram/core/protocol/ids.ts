/**
 * The ids that frames are made of, each its own type. Knows no frame.
 */
import { id } from './schema';

/** Names a room for its members. What people type to join one is its code, which at first is the same. */
export type RoomId = string & { readonly brand: 'RoomId' };
/** Made by the server and the same on all phones of a person. */
export type UserId = string & { readonly brand: 'UserId' };
/** `<device>-<launch>-<n>`: unique per user for ever, made by the sender before the first transmission. */
export type ClientMessageId = string & { readonly brand: 'ClientMessageId' };
/** Changes whenever committed messages of the room may have been lost; sequence numbers compare only inside one. */
export type Epoch = string & { readonly brand: 'Epoch' };
/** Pairs a request with its answer on one connection. */
export type RequestId = string & { readonly brand: 'RequestId' };

/** Made by the server; no secret, so knowing it lets nobody in. */
export const roomId = id<RoomId>('room');
/** What people type to join a room: its code, or that of an invitation. */
export const roomCode = id('code');
/** Checks the form only: whether there is such a person is the server's to say. */
export const userId = id<UserId>('user');
/** Made by the phone before the message is sent, and what makes sending it again harmless. */
export const clientMessageId = id<ClientMessageId>('client message');
/** Names a run of sequence numbers; with another one they have begun again. */
export const epoch = id<Epoch>('epoch');
/** Made by whoever asks and repeated by the answer; new on each connection. */
export const requestId = id<RequestId>('request');
/** First 8 characters of the connection's nonce. */
export const tag = id('tag');
