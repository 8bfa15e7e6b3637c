/** People without a browser, beside the phones of a browser test: whole clients in Node, closed after each test. */
import type { BrowserStage } from './browser-stage';
import { createClientPhone, type ClientPhone } from './client-phone';

/** Call it once at the top of a file, behind the stage. Gives what makes a person and waits until they are online. */
export function setUpPeople(stage: BrowserStage): (user: string) => Promise<ClientPhone> {
  let people: ClientPhone[] = [];
  afterEach(async () => {
    await Promise.all(people.map((person) => person.close()));
    people = [];
  });
  return async (user) => {
    const phone = createClientPhone({ user, serverUrl: stage.server.url });
    people.push(phone);
    await phone.online();
    return phone;
  };
}
