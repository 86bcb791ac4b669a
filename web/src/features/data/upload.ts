import type { Import, MappingInput } from '@syncline/shared/control';
import { ApiFailure, apiUrl, errorOf } from '../../lib/api.ts';

/** How a file is to be read. */
export interface UploadOptions {
  name: string;
  format: string;
  mapping: MappingInput | null;
  /** Which posts the delete notices of the file remove. */
  deletes: 'earlier' | 'all';
  /** Says what the file would do, and keeps nothing. */
  dryRun?: boolean;
}

/** Sends a file as an import and answers once the server has it whole; `onSent` hears the bytes sent so far, which fetch cannot tell. */
export function uploadFile(
  file: Blob,
  options: UploadOptions,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Import> {
  const parameters = new URLSearchParams({ name: options.name, deletes: options.deletes });
  if (options.dryRun) parameters.set('dry_run', 'true');
  if (options.mapping) parameters.set('mapping_json', JSON.stringify(options.mapping));
  else parameters.set('format', options.format);
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open('POST', apiUrl(`/imports?${parameters}`));
    sending.setRequestHeader('content-type', 'application/octet-stream');
    sending.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
    sending.addEventListener('load', () => {
      if (sending.status === 202) resolve(JSON.parse(sending.responseText) as Import);
      else reject(failureOf(sending));
    });
    sending.addEventListener('error', () => reject(failureOf(sending)));
    sending.addEventListener('abort', () => reject(new DOMException('The upload was stopped.', 'AbortError')));
    signal.addEventListener('abort', () => sending.abort(), { once: true });
    sending.send(file);
  });
}

function failureOf({ status, responseText }: XMLHttpRequest): ApiFailure {
  if (status === 0) {
    return new ApiFailure(0, 'unreachable', 'The file was not received whole.', {
      hint: 'Check the connection, then try again.',
    });
  }
  const error = errorOf(responseText);
  if (error === null) return new ApiFailure(status, 'internal', `The server answered ${status} without saying why.`);
  const { code, message, hint, request_id } = error;
  return new ApiFailure(status, code, message, { hint, requestId: request_id });
}
