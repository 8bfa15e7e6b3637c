/** `fetch` as the HTTP of the simulated phone: requests, uploads of temporary files, downloads into temporary files. */
import { readFile } from './files';
import type { DownloadResponse, HttpPort, HttpResponse, Transfer, UploadResponse } from '../../../wx/ports';

/** Headers that a browser sets by itself and does not let a page set. */
const FORBIDDEN = /^(referer|host|origin|cookie|user-agent|content-length|connection)$/i;

function start<T>(work: (signal: AbortSignal) => Promise<T>): Transfer<T> {
  const controller = new AbortController();
  return { result: work(controller.signal), abort: () => controller.abort() };
}

function allowed(header: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(header).filter(([name]) => !FORBIDDEN.test(name)));
}

function headerOf(response: Response): Record<string, string> {
  return Object.fromEntries(response.headers.entries());
}

interface Sending {
  readonly signal: AbortSignal;
  readonly onProgress: (sent: number, total: number) => void;
}

/** `fetch` does not tell how far it is. */
function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: FormData,
  { signal, onProgress }: Sending,
): Promise<UploadResponse> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) {
      // The browser writes this one, with the boundary between the parts.
      if (name.toLowerCase() !== 'content-type') request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    request.onload = () => resolve({ statusCode: request.status, header: {}, data: request.responseText });
    request.onerror = () => reject(new Error('net::ERR_FAILED'));
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}

export const browserHttp: HttpPort = {
  request: ({ url, method, header, body, responseType }) =>
    start(async (signal): Promise<HttpResponse> => {
      const response = await fetch(url, { method, headers: allowed(header), body, signal });
      const data = responseType === 'text' ? await response.text() : await response.arrayBuffer();
      return { statusCode: response.status, header: headerOf(response), cookies: [], data };
    }),

  upload: ({ url, header, filePath, name, formData }, onProgress) =>
    start(async (signal): Promise<UploadResponse> => {
      const form = new FormData();
      for (const [key, value] of Object.entries(formData)) form.append(key, value);
      const file = await readFile(filePath);
      if (!file) throw new Error('file not found');
      form.append(name, file, `upload.${file.type.split('/')[1] ?? 'bin'}`);
      return post(url, allowed(header), form, { signal, onProgress });
    }),

  download: ({ url, header }) =>
    start(async (signal): Promise<DownloadResponse> => {
      const response = await fetch(url, { headers: allowed(header), signal });
      const tempFilePath = URL.createObjectURL(await response.blob());
      return { statusCode: response.status, header: headerOf(response), tempFilePath };
    }),
};
