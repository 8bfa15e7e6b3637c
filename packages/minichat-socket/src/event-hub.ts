/**
 * Listeners as the DOM has them (a function, an object with `handleEvent`, the property `on…`), without the DOM. Knows no
 * socket.
 */

/** What a listener is given; further fields depend on the type. */
export interface FaceEvent {
  readonly type: string;
  readonly target: unknown;
  readonly currentTarget: unknown;
  /** Of `message`: a string or an `ArrayBuffer`. */
  readonly data?: unknown;
  /** Of `close`. */
  readonly code?: number;
  readonly reason?: string;
  readonly wasClean?: boolean;
  /** Of `error`: what the platform said. */
  readonly message?: string;
}

// Whatever a library declares its listeners to take, they are given a FaceEvent.
type Listening = (event: never) => unknown;
/** As `addEventListener` takes it. */
export type FaceListener = Listening | { handleEvent(event: never): unknown };

/** Of one target. */
export interface EventHub {
  add(type: string, listener: FaceListener | null, isOnce: boolean): void;
  remove(type: string, listener: FaceListener | null): void;
  tell(type: string, fields: object): void;
}

interface Entry {
  readonly type: string;
  readonly listener: FaceListener;
  readonly isOnce: boolean;
}

function callOne(listener: FaceListener, target: object, event: FaceEvent): void {
  if (typeof listener === 'function') (listener as (event: FaceEvent) => unknown).call(target, event);
  else (listener as { handleEvent(event: FaceEvent): unknown }).handleEvent(event);
}

/** One that throws does not keep the others from their turn; what it threw is thrown after all have had theirs. */
export function createEventHub(target: object): EventHub {
  const entries: Entry[] = [];
  const remove = (type: string, listener: FaceListener | null): void => {
    const at = entries.findIndex((entry) => entry.type === type && entry.listener === listener);
    if (at >= 0) entries.splice(at, 1);
  };
  return {
    add(type, listener, isOnce) {
      const isKnown = entries.some((entry) => entry.type === type && entry.listener === listener);
      if (listener && !isKnown) entries.push({ type, listener, isOnce });
    },
    remove,
    tell(type, fields) {
      const event: FaceEvent = { ...fields, type, target, currentTarget: target };
      const own = (target as Readonly<Record<string, FaceListener | null | undefined>>)[`on${type}`];
      const listeners = entries.filter((entry) => entry.type === type);
      const thrown: unknown[] = [];
      const turn = (listener: FaceListener): void => {
        try {
          callOne(listener, target, event);
        } catch (error) {
          thrown.push(error);
        }
      };
      if (own) turn(own);
      for (const { listener, isOnce } of listeners) {
        if (isOnce) remove(type, listener);
        turn(listener);
      }
      if (thrown.length > 0) throw thrown[0];
    },
  };
}
