// Sending a file with its progress (fetch tells none for what is sent), and keeping one.
import { Refused } from './transport.js';

const LONGEST_SILENCE = 60000; // nothing goes out, or no answer comes: a slow line still moves

/** Sends a file as the body; `onProgress` gets the share that has gone, from 0 to 1. */
export function upload(url, file, headers, onProgress) {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open('POST', `${url}?name=${encodeURIComponent(file.name)}`);
    for (const [name, value] of Object.entries(headers)) sending.setRequestHeader(name, value);
    sending.setRequestHeader('Content-Type', 'application/octet-stream');
    sending.responseType = 'json';
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => sending.abort(), LONGEST_SILENCE);
    };
    sending.upload.addEventListener('progress', ({ loaded, total }) => {
      wait();
      onProgress(loaded / total);
    });
    sending.addEventListener('loadend', () => clearTimeout(timer));
    sending.addEventListener('load', () => {
      if (sending.status < 300) resolve(sending.response);
      else if (sending.status < 500) reject(new Refused(sending.status, sending.response ?? {}));
      else reject(new Error(`HTTP ${sending.status}`));
    });
    for (const name of ['error', 'abort']) {
      sending.addEventListener(name, () => reject(new Error(name)));
    }
    wait();
    sending.send(file);
  });
}

/** Has the browser keep a document under the name that its Content-Disposition gives, or another. */
export function save(content, disposition, otherName) {
  const [, name] = /filename\*?=(?:UTF-8'')?"?([^";]+)/.exec(disposition ?? '') ?? [];
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name ? decodeURIComponent(name) : otherName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
