/**
 * Turns what the app passes to `wx.request`, `wx.uploadFile` and `wx.downloadFile` into HTTP, by the rules of the
 * documentation: GET data goes into the query, other data by its content type, the answer by `dataType`.
 */
import { ApiFailure, requireString, toOptions, typeName, type ApiOptions } from './api-call';
import type { DownloadRequest, HttpRequest, UploadRequest } from './ports';
import { mergeHeader } from './socket-arguments';

/** "60000" (wx.request, timeout). */
const DEFAULT_TIMEOUT_MS = 60_000;
const METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT'];

export function readTimeout({ timeout }: ApiOptions): number {
  const given = typeof timeout === 'number' && Number.isFinite(timeout) && timeout > 0;
  return given ? timeout : DEFAULT_TIMEOUT_MS;
}

function readUrl(options: ApiOptions): string {
  const url = requireString(options, 'url');
  if (!/^https?:\/\/[^/]/i.test(url)) throw new ApiFailure(`invalid url "${url}"`, { errno: 600009 });
  return url;
}

function toQuery(data: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(data).map(([key, value]) => {
    const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
    return `${encodeURIComponent(key)}=${encodeURIComponent(text)}`;
  });
  return pairs.join('&');
}

function addQuery(url: string, query: string): string {
  if (query === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** The value of a header whatever its case, without parameters. */
function contentType(header: Readonly<Record<string, string>>): string | undefined {
  const name = Object.keys(header).find((key) => key.toLowerCase() === 'content-type');
  return name === undefined ? undefined : header[name]?.split(';')[0]?.trim().toLowerCase();
}

/** @throws ApiFailure */
export function readRequest(options: ApiOptions, referer: string): HttpRequest {
  const method = String(options.method ?? 'GET').toUpperCase();
  if (!METHODS.includes(method)) throw new ApiFailure(`invalid method "${method}"`);
  const header = mergeHeader(options.header, referer);
  const { data } = options;
  const isObject = typeName(data) === 'Object' || typeName(data) === 'Array';
  const responseType = options.responseType === 'arraybuffer' ? 'arraybuffer' : 'text';
  if (method === 'GET' || method === 'HEAD') {
    const url = addQuery(readUrl(options), isObject ? toQuery(toOptions(data)) : '');
    return { url, method, header, body: undefined, responseType };
  }
  const type = contentType(header);
  // wx: "content-type defaults to application/json" (wx.request, header).
  if (type === undefined) header['content-type'] = 'application/json';
  const asForm = type === 'application/x-www-form-urlencoded';
  const body = isObject ? (asForm ? toQuery(toOptions(data)) : JSON.stringify(data)) : toBody(data);
  return { url: readUrl(options), method, header, body, responseType };
}

function toBody(data: unknown): string | ArrayBuffer | undefined {
  if (data === undefined || data === null) return undefined;
  return typeName(data) === 'ArrayBuffer' ? (data as ArrayBuffer) : String(data);
}

/** "`json`: one JSON.parse is tried on the data; other values: none" (wx.request, dataType). */
export function toRequestData(data: string | ArrayBuffer, { dataType = 'json' }: ApiOptions): unknown {
  if (typeof data !== 'string' || dataType !== 'json') return data;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    // Nothing but text that is no JSON.
    return data;
  }
}

/** @throws ApiFailure */
export function readUpload(options: ApiOptions, referer: string): UploadRequest {
  const formData = Object.entries(toOptions(options.formData)).map(([key, value]) => [key, String(value)]);
  return {
    url: readUrl(options),
    header: mergeHeader(options.header, referer),
    filePath: requireString(options, 'filePath'),
    name: requireString(options, 'name'),
    formData: Object.fromEntries(formData) as Record<string, string>,
  };
}

/** @throws ApiFailure */
export function readDownload(options: ApiOptions, referer: string): DownloadRequest {
  return { url: readUrl(options), header: mergeHeader(options.header, referer) };
}
