/**
 * Asks the server with a ticket; one that it finds too old is replaced once.
 */
import { ChatError } from '../core/chat/chat-error';
import type { TicketSource } from '../core/chat/ports';

/** `ask` runs at most twice; what the second run throws is thrown. */
export async function withTicket<Answer>(
  tickets: TicketSource,
  ask: (ticket: string) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask(await tickets.ticket(false));
  } catch (thrown) {
    const kind = thrown instanceof ChatError ? thrown.kind : null;
    if (kind !== 'auth_failed' && kind !== 'auth_expired') throw thrown;
    return ask(await tickets.ticket(true));
  }
}
