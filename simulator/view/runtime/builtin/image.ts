/**
 * `<image>`: modes, load and error events. The picture is an `<img>` inside, fitted by CSS.
 */
import type { PhoneServices } from '../services';
import { addElement } from './define';
import type { Builtin } from './define';

const FIT: Readonly<Record<string, readonly [fit: string, position: string]>> = {
  scaleToFill: ['fill', 'center'],
  aspectFit: ['contain', 'center'],
  aspectFill: ['cover', 'center'],
  top: ['none', 'top'],
  bottom: ['none', 'bottom'],
  center: ['none', 'center'],
  left: ['none', 'left'],
  right: ['none', 'right'],
  'top left': ['none', 'top left'],
  'top right': ['none', 'top right'],
  'bottom left': ['none', 'bottom left'],
  'bottom right': ['none', 'bottom right'],
};

export function imageBuiltin(services: PhoneServices, tag: 'image' | 'cover-image'): Builtin {
  return {
    tag,
    properties: {
      src: '',
      mode: 'scaleToFill',
      webp: false,
      lazyLoad: false,
      showMenuByLongpress: false,
      fadeIn: false,
      forceHttps: false,
    },
    create(host) {
      const image = addElement('img', 'mp-image', host.element);
      image.alt = '';
      image.draggable = false;
      image.addEventListener('load', () => {
        host.trigger('load', { width: image.naturalWidth, height: image.naturalHeight });
      });
      image.addEventListener('error', () => {
        if (image.src !== '') host.trigger('error', { errMsg: `GET ${host.get<string>('src')} failed` });
      });
      return {
        update(name, value) {
          if (name === 'src') setSource(image, services, String(value ?? ''));
          if (name === 'lazyLoad') image.loading = value === true ? 'lazy' : 'eager';
          if (name === 'mode') fit(host.element, image, String(value));
        },
      };
    },
  };
}

function setSource(image: HTMLImageElement, services: PhoneServices, source: string): void {
  if (source === '') image.removeAttribute('src');
  else image.src = services.assetUrl(source);
}

function fit(element: HTMLElement, image: HTMLImageElement, mode: string): void {
  element.setAttribute('mp-mode', mode);
  const [objectFit, objectPosition] = FIT[mode] ?? ['fill', 'center'];
  image.style.objectFit = objectFit;
  image.style.objectPosition = objectPosition;
}
