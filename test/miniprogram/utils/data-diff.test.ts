import { diffData } from '../../../miniprogram/utils/data-diff';

test('[UI4] the same data is no patch', () => {
  const data = { a: 1, rows: { x: { text: 'a' } } };
  expect(diffData(data, data)).toBeNull();
  expect(diffData({ rows: { x: { text: 'a' } } }, { rows: { x: { text: 'a' } } })).toBeNull();
});

test('[UI4] a changed field is sent by its path alone', () => {
  const rows = { x: { text: 'a', n: 1 }, y: { text: 'b', n: 2 } };
  const next = { ...rows, y: { text: 'b', n: 3 } };
  expect(diffData({ rows, ids: ['x', 'y'] }, { rows: next, ids: ['x', 'y'] })).toEqual({ 'rows.y.n': 3 });
});

test('[UI4] {R9} a new row and a longer list are sent without the old ones', () => {
  const before = { ids: ['x'], rows: { x: { text: 'a' } } };
  const after = { ids: ['x', 'm-1'], rows: { x: { text: 'a' }, 'm-1': { text: 'b' } } };
  expect(diffData(before, after)).toEqual({ 'ids[1]': 'm-1', 'rows.m-1': { text: 'b' } });
});

test('[UI4] a list whose order or beginning changed is sent whole', () => {
  expect(diffData({ ids: ['x', 'y'] }, { ids: ['y', 'x'] })).toEqual({ ids: ['y', 'x'] });
  expect(diffData({ ids: ['x', 'y'] }, { ids: ['w', 'x', 'y'] })).toEqual({ ids: ['w', 'x', 'y'] });
  expect(diffData({ ids: ['x', 'y'] }, { ids: ['x'] })).toEqual({ ids: ['x'] });
});

test('[UI4] an object that lost a field is sent whole, because a path cannot take one away', () => {
  expect(diffData({ rows: { x: 1, y: 2 } }, { rows: { x: 1 } })).toEqual({ rows: { x: 1 } });
});

test('[UI4] a name that a path would read as structure is never part of one', () => {
  expect(diffData({ rows: { a: 1 } }, { rows: { a: 1, 'b.c': 2 } })).toEqual({ rows: { a: 1, 'b.c': 2 } });
  expect(diffData({ rows: { 'a[0]': 1 } }, { rows: { 'a[0]': 2 } })).toEqual({ rows: { 'a[0]': 2 } });
});

test('[UI4] null, strings and arrays replace each other whole', () => {
  expect(diffData({ a: null }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
  expect(diffData({ a: { b: 1 } }, { a: null })).toEqual({ a: null });
  expect(diffData({ a: [1] }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
});

test('[UI4] a patch shares no object with the view, because a page writes into what it is given', () => {
  const line = { text: 'all is well', parts: [{ n: 1 }] };
  const patch = diffData({}, { line }) as { line: typeof line };
  patch.line.text = 'broken';
  patch.line.parts.push({ n: 2 });
  expect(line).toEqual({ text: 'all is well', parts: [{ n: 1 }] });
});
