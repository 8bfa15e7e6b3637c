/**
 * Asks the view where the list and its rows are. The answer comes later, as the view is then.
 */
import type { Measured } from './scroll-owner';

interface Rect {
  readonly id?: string;
  readonly top?: number;
  readonly height?: number;
  readonly scrollTop?: number;
}

interface Measurable {
  createSelectorQuery(): WechatMiniprogram.SelectorQuery;
}

export function measureList(list: Measurable, done: (measured: Measured) => void): void {
  const query = list.createSelectorQuery();
  query.select('.message-list__scroll').scrollOffset();
  query.select('.message-list__scroll').boundingClientRect();
  query.select('.message-list__content').boundingClientRect();
  query.selectAll('.message-list__row').boundingClientRect();
  query.exec((answers: unknown[]) => {
    const [scroll, window, content, rows] = answers as [Rect | null, Rect | null, Rect | null, Rect[] | null];
    const origin = content?.top ?? 0;
    done({
      start: window?.top ?? 0,
      top: scroll?.scrollTop ?? 0,
      height: content?.height ?? 0,
      viewport: window?.height ?? 0,
      places: (rows ?? []).map((row) => ({ id: row.id ?? '', y: (row.top ?? 0) - origin })),
    });
  });
}
