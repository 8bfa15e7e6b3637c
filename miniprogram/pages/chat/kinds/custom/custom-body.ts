/**
 * A message of a kind of the mini program's own on the page: drawn by its template where the type is known and can read the data, and
 * as its text else.
 */
import { isCustom, makeCustom, type CustomBody } from '../../../../core/protocol/kinds/custom';
import { isBlocked } from '../../../../core/store/selectors';
import type { TimelineMessage } from '../../../../core/store/state';
import { getClient } from '../../../../services/app-client';
import { customView, findKind, registeredKinds } from '../../../../kinds/index';
import type { ViewContext } from '../../../../behaviors/view-context';
import type { Attachment, Picked } from '../attachment';
import type { AnyView, PageKind } from '../page-kind';
import { shownItems } from '../shown-items';
import { wordsView } from '../text/text-body';
import { customMessage, customRoom } from './custom-room';

interface CustomView extends AnyView {
  readonly kind: 'custom';
  readonly template: string;
  readonly view: object;
}

/** What it shows, as JSON; '' for its text. It may depend on all of `items`, so it is asked for each time. */
export function shownCustom(
  context: ViewContext,
  message: TimelineMessage,
  items: Parameters<typeof customRoom>[2],
): string {
  const { body, user } = message;
  if (!isCustom(body) || findKind(body.type) === null || isBlocked(context.state, user)) return '';
  return customView(customMessage(context.state, message, body), (kind) =>
    customRoom(context, message, items, kind),
  );
}

export const customOnPage: PageKind<CustomBody, CustomView | ReturnType<typeof wordsView>> = {
  view({ language }, { type, text }, { custom }) {
    const template = findKind(type)?.template;
    if (custom === '' || template === undefined) return wordsView(language, text, []);
    return { kind: 'custom', box: 'card', template, view: JSON.parse(custom) as object };
  },
  open(message, body, { say }, value) {
    const { chat, settings } = getClient();
    const kind = findKind(body.type);
    if (!kind?.open) return Promise.resolve();
    const room = customRoom(
      { language: settings.language, state: chat.state },
      message,
      shownItems(message),
      kind,
    );
    const saying = kind.open(customMessage(chat.state, message, body), room, value);
    if (saying) say(makeCustom(saying.type, saying.data, saying.text));
    return Promise.resolve();
  },
  copied: (_state, { text }) => text,
};

/** A kind that can be made in the `+` panel. */
export const customAttachments = (): readonly Attachment[] =>
  registeredKinds().flatMap(({ type, make }) => {
    if (!make) return [];
    const pick = async (): Promise<Picked> => {
      const saying = await make.ask(getClient().settings.language);
      if (!saying) return { outcome: 'cancelled' };
      return { outcome: 'made', body: makeCustom(saying.type, saying.data, saying.text) };
    };
    return [{ id: `custom.${type}`, icon: 'more', name: (language) => make.name(language), pick }];
  });
