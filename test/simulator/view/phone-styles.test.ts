import { stylesOfPreview } from '../../../tools/wechat/preview-reading';
import { withoutRpx } from '../../../simulator/view/rpx';

test('[SM124] a file that is imported twice counts at its last place', () => {
  const files = { 'c/b.wxss': '.b { top: 1px; }', 'c/d.wxss': '@import "b.wxss"; .d { top: 2px; }' };
  const source = '@import "b.wxss"; .a { top: 0; } @import "d.wxss"; .e { top: 3px; }';
  expect(stylesOfPreview(source, files).match(/c--\w/g)).toEqual(['c--a', 'c--b', 'c--d', 'c--e']);
  const late = {
    'c/b.wxss': '.b { top: 1px; } @import "d.wxss"; .f { top: 1px; }',
    'c/d.wxss': '.d { top: 2px; }',
  };
  expect(stylesOfPreview('@import "b.wxss"; .a { top: 0; }', late).match(/c--\w/g)).toEqual([
    'c--b',
    'c--d',
    'c--f',
    'c--a',
  ]);
});

test('[SM124] a file that imports itself ends there', () => {
  expect(stylesOfPreview('@import "c.wxss"; .a { top: 0; }')).toBe('.c--a { top: 0; }');
});

test('[SM124] rules of :host come first, out of what they stand in, and :host beside anything matches nothing', () => {
  expect(
    stylesOfPreview(
      '.a { top: 0; } @media (width > 1px) { :host { left: 0; } } :host(.x) { right: 0; } :host .b { top: 1px; }',
    ),
  ).toBe(
    '[wx-host="c"] { left: 0; } .c--x[wx-host="c"] { right: 0; } .c--a { top: 0; } ' +
      '@media (width > 1px) { } :host .c--b { top: 1px; }',
  );
});

test('[SM124] what a phone makes useless is useless: :root, classes in :is, a local picture', () => {
  expect(stylesOfPreview(':root { --a: 1px; } .a:has(.b) { top: 0; }')).toBe('.c--a:has(.b) { top: 0; }');
  expect(stylesOfPreview('.a { background: url("x.png") url(data:x) url(https://a.b/c.png); }')).toBe(
    '.c--a { background: url("x.png-do-not-use-local-path") url(data:x) url(https://a.b/c.png); }',
  );
});

test('[SM124] numbers in :nth-child are no tags, and a comment in a selector is a blank', () => {
  expect(stylesOfPreview('.a:nth-child(2n + 1) view { top: 0; }')).toBe(
    '.c--a:nth-child(2n + 1) wx-view { top: 0; }',
  );
  expect(stylesOfPreview('.a/* c */.b { top: 0; }')).toBe('.c--a .c--b { top: 0; }');
});

test('[SM124] a selector that no parser takes is an error and not the end of the build', () => {
  expect(stylesOfPreview('// c\n.a { top: 0; }')).toBe('refused');
});

test('[SM125] a length in rpx is whole px, rounded down, and at least one unless it is nothing', () => {
  expect(withoutRpx('15rpx')).toBe('max(1px, round(down, calc(15 * var(--rpx) + 0.0001px), 1px))');
  expect(withoutRpx('0rpx -1.5rpx 3px')).toBe('0px round(down, calc(-1.5 * var(--rpx) + 0.0001px), 1px) 3px');
});
