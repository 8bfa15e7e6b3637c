import type { zhCN } from './zh-CN';

/** Names a sentence; a key that does not exist fails to compile. */
export type TextKey = keyof typeof zhCN;
