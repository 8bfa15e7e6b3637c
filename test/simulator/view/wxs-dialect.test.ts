import { checkWxs, toJavaScript } from '../../../simulator/view/build/wxs-dialect';

function run(source: string): Record<string, (value?: unknown) => unknown> {
  const module = { exports: {} as Record<string, (value?: unknown) => unknown> };
  // The template compiler wraps the code in a function with these two names.
  new Function('module', 'require', toJavaScript(source))(module, (name: string) => name);
  return module.exports;
}

test('[SM73] a backslash that WXS does not know as an escape stays in a pattern', () => {
  const { test: matches } = run(
    `module.exports = { test: function (v) { return getRegExp('^\\d+$').test(v) } }`,
  );
  expect(matches?.('12')).toBe(true);
  expect(matches?.('ddd')).toBe(false);
});

test('[SM73] the constructor of a value is a name', () => {
  const { kind } = run(
    `module.exports = { kind: function (v) { return v.constructor === 'Array' ? 'list' : 'other' } }`,
  );
  expect(kind?.([])).toBe('list');
  expect(kind?.({})).toBe('other');
  const { other } = run(`module.exports = { other: function (v) { return 'Array' == v.constructor } }`);
  expect(other?.([])).toBe(true);
});

test('[SM123] the constructor of a value is a name at every place, and an escape is read as in a text', () => {
  const { of, by, text } = run(
    `module.exports = { of: function (v) { return v.constructor }, by: function (v) { return v['constructor'] },
      text: function () { return 'a\\u4e2d\\'\\n"constructor"' } }`,
  );
  expect(['a', 1, true, [], {}, of].map((value) => of?.(value))).toEqual([
    'String',
    'Number',
    'Boolean',
    'Array',
    'Object',
    'Function',
  ]);
  expect(by?.([])).toBe('Array');
  expect(text?.()).toBe('a\\u4e2d\\x27\n"constructor"');
});

test('[SM123] a parameter may have a default, as on a phone', () => {
  expect(checkWxs('module.exports = { f: function (x = 3) { return x } };')).toEqual([]);
});

test('[SM73] required modules lose their ending and dates have a function', () => {
  const { name, year } = run(
    `module.exports = { name: function () { return require('./a.wxs') }, year: function () { return getDate(0).getTime() } }`,
  );
  expect(name?.()).toBe('./a');
  expect(year?.()).toBe(0);
});

test('[SM74] what a phone refuses, because WXS is ES5, is an error with its line', () => {
  expect(checkWxs('var a = 1;\nmodule.exports = { a: a };')).toEqual([]);
  expect(checkWxs('var a = 1;\nconst b = 2;')[0]).toMatchObject({ line: 2 });
  expect(checkWxs('module.exports = { a: 1').length).toBeGreaterThan(0);
});
