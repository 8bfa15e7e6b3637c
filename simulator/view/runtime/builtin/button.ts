/**
 * `<button>`: looks, loading, form type and the open types that a preview can honour. The children stay in the host
 * element, which has the role of a button.
 */
import { reportMissing } from '../report';
import type { PhoneServices } from '../services';
import type { Builtin, BuiltinHost } from './define';
import { resetForm, submitForm } from './form';

/** Open types that need nothing, or nothing that a preview has. */
const SILENT_OPEN_TYPES = new Set(['', 'lifestyle', 'getRealtimePhoneNumber']);

export function buttonBuiltin(services: PhoneServices): Builtin {
  return {
    tag: 'button',
    properties: {
      size: 'default',
      type: 'default',
      plain: false,
      disabled: false,
      loading: false,
      formType: '',
      openType: '',
      hoverClass: 'button-hover',
      hoverStopPropagation: false,
      hoverStartTime: 20,
      hoverStayTime: 70,
      lang: 'en',
      sessionFrom: '',
      sendMessageTitle: '',
      sendMessagePath: '',
      sendMessageImg: '',
      showMessageCard: false,
      appParameter: '',
      name: '',
    },
    create(host) {
      const { element } = host;
      element.setAttribute('role', 'button');
      element.tabIndex = 0;
      host.on('tap', () => act(host, services));
      return { update: (name, value) => show(element, name, value) };
    },
  };
}

function show(element: HTMLElement, name: string, value: unknown): void {
  if (name === 'type' || name === 'size') element.setAttribute(name, String(value));
  if (name === 'plain' || name === 'loading') element.toggleAttribute(name, value === true);
  if (name === 'disabled') {
    element.toggleAttribute('disabled', value === true);
    element.toggleAttribute('mp-disabled', value === true);
    element.setAttribute('aria-disabled', String(value === true));
    element.tabIndex = value === true ? -1 : 0;
  }
}

function act(host: BuiltinHost, services: PhoneServices): void {
  const formType = host.get<string>('formType');
  if (formType === 'submit') submitForm(host.element, host.component);
  if (formType === 'reset') resetForm(host.element);
  const openType = host.get<string>('openType');
  if (openType === 'share') services.share({ ...host.component.dataset }, host.component.id);
  else if (openType === 'chooseAvatar') void chooseAvatar(host, services);
  else if (openType === 'agreePrivacyAuthorization') host.trigger('agreeprivacyauthorization', {});
  else if (openType === 'contact' || openType === 'feedback') services.showToast(openType);
  else if (!SILENT_OPEN_TYPES.has(openType)) {
    reportMissing(`<button open-type="${openType}">`, 'this open type is used and not built');
  }
}

async function chooseAvatar(host: BuiltinHost, services: PhoneServices): Promise<void> {
  if (!(await services.authorize('chooseAvatar'))) return;
  const avatarUrl = await services.chooseImage();
  if (avatarUrl !== null) host.trigger('chooseavatar', { avatarUrl });
}
