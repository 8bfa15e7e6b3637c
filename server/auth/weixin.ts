/**
 * Asks WeChat who a sign-in code belongs to (`auth.code2Session`). The secret stays here: it is in no log line and no
 * refusal, and neither are codes, open ids and session keys.
 */
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import { ok, type Result } from '../../miniprogram/core/base/result';
import { refuseWith, type Refusal } from '../../miniprogram/core/protocol/refusal';

export interface WeixinOptions {
  readonly appId: string;
  readonly secret: string;
  /** Default: WeChat's own. */
  readonly apiUrl?: string;
}

/** Refuses with `auth_failed` for a bad code and `overload` when WeChat cannot be asked; never rejects. */
export interface Weixin {
  /** The person's id for this app, the same each time. */
  openIdOf(code: string): Promise<Result<string, Refusal>>;
}

const API_URL = 'https://api.weixin.qq.com';
const TIMEOUT_MS = 5_000;
/** The code is wrong, was used, or belongs to a person whom WeChat blocks. */
const BAD_CODES: readonly number[] = [40029, 40163, 40226];

interface Answer {
  readonly openid?: unknown;
  readonly errcode?: unknown;
}

/** Asks anew for each code and keeps nothing. */
export function createWeixin(options: WeixinOptions, logger: Logger): Weixin {
  const { appId, secret, apiUrl = API_URL } = options;

  async function ask(code: string): Promise<Answer> {
    const query = { appid: appId, secret, js_code: code, grant_type: 'authorization_code' };
    const url = `${apiUrl}/sns/jscode2session?${new URLSearchParams(query).toString()}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    // WeChat says text/plain of its JSON.
    return (await response.json()) as Answer;
  }

  return {
    async openIdOf(code) {
      try {
        const { openid, errcode } = await ask(code);
        if (typeof openid === 'string' && openid !== '') return ok(openid);
        logger.warn('weixin_refused', { errcode: typeof errcode === 'number' ? errcode : 'none' });
        return BAD_CODES.includes(errcode as number)
          ? refuseWith('auth_failed', 'WeChat does not accept the sign-in code.')
          : refuseWith('overload', 'WeChat cannot check the sign-in code now; try again.');
      } catch (thrown) {
        // The address has the secret in its query: what a library says about it is cut off.
        const error = describeError(thrown).split(secret).join('***');
        logger.warn('weixin_unreachable', { error });
        return refuseWith('overload', 'WeChat cannot be reached; try again.');
      }
    },
  };
}
