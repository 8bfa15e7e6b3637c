/** `wx.chooseLocation` and `wx.openLocation`: a few places to choose from instead of a map, and a place over the whole phone. */
import type { Place } from '../../../wx/ui-ports';
import { addElement } from '../builtin/define';
import type { PhoneTexts } from '../phone-texts';
import { showSheet } from './action-sheet';
import { openDialog } from './overlay';

const PLACES: readonly Place[] = [
  { name: '天安门广场', address: '北京市东城区东长安街', latitude: 39.903179, longitude: 116.397755 },
  { name: '外滩', address: '上海市黄浦区中山东一路', latitude: 31.240018, longitude: 121.490317 },
  { name: '西湖', address: '浙江省杭州市西湖区龙井路1号', latitude: 30.242865, longitude: 120.148681 },
];

export async function choosePlace(overlay: HTMLElement, texts: PhoneTexts): Promise<Place | null> {
  const chosen = await showSheet(overlay, {
    ...{ itemList: PLACES.map(({ name }) => name), itemColor: '#000000' },
    ...{ alertText: texts.map, cancelText: texts.cancel },
  });
  return chosen === null ? null : (PLACES[chosen] ?? null);
}

export interface PlaceOptions {
  readonly place: Place;
  readonly label: string;
  /** While the map is shown the app is in the background (`onHide`, `onShow`). */
  readonly onClose: () => void;
}

/** A tap or escape closes it. */
export function showPlace(overlay: HTMLElement, { place, label, onClose }: PlaceOptions): void {
  const close = (): void => {
    dialog.close();
    onClose();
  };
  const dialog = openDialog(overlay, { className: 'mp-map', label, onDismiss: close });
  const { element } = dialog;
  addElement('div', 'mp-map__name', element).textContent = place.name;
  addElement('div', 'mp-map__address', element).textContent = place.address;
  addElement('div', 'mp-map__point', element).textContent = `${place.latitude}, ${place.longitude}`;
  element.addEventListener('click', close);
  element.focus({ preventScroll: true });
}
