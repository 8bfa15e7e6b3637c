/**
 * The own profile as view data. Pure; what is being typed belongs to the page.
 */
import type { TimedView, ViewContext } from '../../behaviors/view-context';
import { pickTexts, t } from '../../i18n/translate';
import { TINT_COUNT, avatarView, tintOf, type AvatarView } from '../../utils/avatar-view';
import { connectionLine, type ConnectionLineView } from '../../utils/connection-line-view';

interface TintView {
  readonly avatar: string;
  readonly tint: number;
  readonly isChosen: boolean;
  readonly label: string;
}

export interface ProfileView {
  readonly title: string;
  readonly text: Readonly<Record<string, string>>;
  readonly line: ConnectionLineView;
  /** False until this phone knows who it is. */
  readonly isKnown: boolean;
  /** As the server has it. */
  readonly savedName: string;
  readonly avatar: AvatarView;
  readonly tints: readonly TintView[];
}

const TEXTS = {
  avatar: 'profile.avatar',
  chooseAvatar: 'profile.choose_avatar',
  chooseHint: 'profile.choose_hint',
  tints: 'profile.tints',
  name: 'profile.name',
  nameHint: 'profile.name_hint',
  save: 'common.save',
  saving: 'profile.saving',
  uploading: 'profile.uploading',
  signedOut: 'profile.signed_out',
  settings: 'profile.settings',
} as const;

function tintsFor({ language }: ViewContext, avatar: string): readonly TintView[] {
  const chosen = tintOf(avatar);
  return Array.from({ length: TINT_COUNT }, (_, tint) => {
    const isChosen = tint === chosen;
    const label = t(language, isChosen ? 'profile.tint_selected' : 'profile.tint_label', { n: tint + 1 });
    return { avatar: `tint-${tint}`, tint, isChosen, label };
  });
}

export function profileView(context: ViewContext): TimedView<ProfileView> {
  const { state, profile, language } = context;
  const known = state.self ?? profile;
  const name = known?.name ?? '';
  const avatar = known?.avatar ?? '';
  const { line, refreshInMs } = connectionLine(context.connection, language, context.phoneNow);
  const view: ProfileView = {
    title: t(language, 'profile.title'),
    text: pickTexts(language, TEXTS),
    line,
    isKnown: known !== null,
    savedName: name,
    avatar: avatarView(state.self?.user ?? name, name, avatar, context.fileUrl),
    tints: tintsFor(context, avatar),
  };
  return { view, refreshInMs };
}
