/** `fetch` as the HTTP of the simulated phone: requests, uploads of temporary files, downloads into temporary files. */
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

export const browserHttp: HttpPort = {
  request: ({ url, method, header, body, responseType }) =>
    start(async (signal): Promise<HttpResponse> => {
      const response = await fetch(url, { method, headers: allowed(header), body, signal });
      const data = responseType === 'text' ? await response.text() : await response.arrayBuffer();
      return { statusCode: response.status, header: headerOf(response), cookies: [], data };
    }),

  upload: ({ url, header, filePath, name, formData }) =>
    start(async (signal): Promise<UploadResponse> => {
      const form = new FormData();
      for (const [key, value] of Object.entries(formData)) form.append(key, value);
      const file = await (await fetch(filePath)).blob();
      form.append(name, file, `upload.${file.type.split('/')[1] ?? 'bin'}`);
      const headers = allowed(header);
      // The browser writes this one, with the boundary between the parts.
      for (const key of Object.keys(headers)) if (key.toLowerCase() === 'content-type') delete headers[key];
      const response = await fetch(url, { method: 'POST', headers, body: form, signal });
      return { statusCode: response.status, header: headerOf(response), data: await response.text() };
    }),

  download: ({ url, header }) =>
    start(async (signal): Promise<DownloadResponse> => {
      const response = await fetch(url, { headers: allowed(header), signal });
      const tempFilePath = URL.createObjectURL(await response.blob());
      return { statusCode: response.status, header: headerOf(response), tempFilePath };
    }),
};
