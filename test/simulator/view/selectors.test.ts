import { rewriteSelector } from '../../../simulator/view/build/selectors';

const PAGE = { classPrefix: '', ancestor: ':where([mp-path="pages/a/a"])' };
const COMPONENT = { classPrefix: 'room-row', ancestor: '' };

const inPage = (text: string): string => rewriteSelector(text, PAGE).text;
const inComponent = (text: string): string => rewriteSelector(text, COMPONENT).text;

test('[SM71] the rules of a page hold on that page alone and keep their weight', () => {
  expect(inPage('.a .b, .c')).toBe(':where([mp-path="pages/a/a"]) .a .b, :where([mp-path="pages/a/a"]) .c');
});

test('[SM71] tags get the names that the runtime gives them', () => {
  expect(inPage('page')).toBe(':where([mp-path="pages/a/a"]) wx-page');
  expect(inComponent('view > scroll-view room-row')).toBe('wx-view > wx-scroll-view room-row');
});

test('[SM71] classes of a component get its prefix, wherever they stand', () => {
  expect(inComponent('.a.b:not(.c)::before')).toBe('.room-row--a.room-row--b:not(.room-row--c)::before');
});

test('[SM71] :host is the element of the component', () => {
  expect(inComponent(':host')).toBe('[wx-host="room-row"]');
  expect(inComponent(':host(.a)')).toBe('.room-row--a[wx-host="room-row"]');
});

test('[SM71] an id matches the attribute and keeps the weight of an id', () => {
  expect(inComponent('#top .a')).toBe(':is(#_,[wx-id="top"]) .room-row--a');
});

test('[SM72] what a phone ignores in a component is found', () => {
  expect([...rewriteSelector('view #a [b]', COMPONENT).kinds].sort()).toEqual(['attribute', 'id', 'tag']);
  expect(rewriteSelector('.a:active', COMPONENT).kinds.size).toBe(0);
});
