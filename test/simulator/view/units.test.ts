import { convertUnits } from '../../../simulator/view/build/units';
import { withoutRpx } from '../../../simulator/view/rpx';

test('[SM70] rpx counts in 750ths of the page, vw and vh in hundredths of it', () => {
  expect(convertUnits('32rpx')).toBe(withoutRpx('32rpx'));
  expect(convertUnits('-.5rpx 1px')).toBe(`${withoutRpx('-.5rpx')} 1px`);
  expect(convertUnits('calc(100vh - 20rpx)')).toBe(`calc(100cqh - ${withoutRpx('20rpx')})`);
  expect(convertUnits('50vw')).toBe('50cqw');
});

test('[SM70] the edges of the phone are variables that the preview can set', () => {
  expect(convertUnits('env(safe-area-inset-bottom)')).toBe('var(--safe-area-bottom)');
  expect(convertUnits('constant(safe-area-inset-top, 4px)')).toBe('var(--safe-area-top)');
});

test('[SM70] text in quotes and addresses stay as they are', () => {
  expect(convertUnits('url(a/10rpx.png)')).toBe('url(a/10rpx.png)');
  expect(convertUnits('"100vh 10rpx"')).toBe('"100vh 10rpx"');
  expect(convertUnits('var(--rpx-like)')).toBe('var(--rpx-like)');
});
