/** The list of all built-in components, in one call. */
import type { ComponentSpace } from 'glass-easel';
import type { PhoneServices } from '../services';
import { buttonBuiltin } from './button';
import { choiceBuiltin, choiceGroupBuiltin, switchBuiltin } from './choice';
import { registerBuiltin } from './define';
import { formBuiltin, labelBuiltin } from './form';
import { imageBuiltin } from './image';
import { inputBuiltin } from './input';
import { pickerBuiltin } from './picker';
import { scrollViewBuiltin } from './scroll-view';
import {
  iconBuiltin,
  navigatorBuiltin,
  pageMetaBuiltin,
  progressBuiltin,
  richTextBuiltin,
  rootPortalBuiltin,
  sliderBuiltin,
} from './simple';
import { swiperBuiltin, swiperItemBuiltin } from './swiper';
import { textareaBuiltin } from './textarea';

/** Tags that need no behaviour: plain elements, styled by `phone.css`. */
const NATIVE_TAGS = ['view', 'text', 'cover-view'];

/** Makes every built-in known to a component space. */
export function registerBuiltins(space: ComponentSpace, services: PhoneServices): void {
  for (const tag of NATIVE_TAGS) space.setGlobalUsingComponent(tag, `wx-${tag}`);
  const builtins = [
    buttonBuiltin(services),
    choiceBuiltin('checkbox'),
    choiceBuiltin('radio'),
    choiceGroupBuiltin('checkbox'),
    choiceGroupBuiltin('radio'),
    formBuiltin,
    iconBuiltin,
    imageBuiltin(services, 'image'),
    imageBuiltin(services, 'cover-image'),
    inputBuiltin(services),
    labelBuiltin,
    navigatorBuiltin(services),
    pageMetaBuiltin(services),
    pickerBuiltin(services),
    progressBuiltin,
    richTextBuiltin,
    rootPortalBuiltin,
    scrollViewBuiltin,
    sliderBuiltin,
    swiperBuiltin,
    swiperItemBuiltin,
    switchBuiltin,
    textareaBuiltin(services),
  ];
  for (const builtin of builtins) registerBuiltin(space, builtin);
}
