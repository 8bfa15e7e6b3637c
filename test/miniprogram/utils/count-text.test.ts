import { countText } from '../../../miniprogram/utils/count-text';

test('[UI286] {K7} up to 99 it is the number, and 99+ above', () => {
  expect([0, 1, 99, 100, 350, 900].map(countText)).toEqual(['0', '1', '99', '99+', '99+', '99+']);
});
