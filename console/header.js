// Signing out, from every page of the console.
import { request } from '/widget/transport.js';

export const SIGN_IN = '/agents/sign-in';
export const csrf = document.querySelector('meta[name=csrf-token]').content;

/** Changes something on the server; throws Refused or Error as `request` does. */
export function change(path, body = {}) {
  return request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
    body: JSON.stringify(body),
  });
}

document.getElementById('sign-out').addEventListener('click', async () => {
  try {
    await change('/agents/sign-out');
  } finally {
    sessionStorage.clear(); // what was written here is not for whoever signs in next
    location.assign(SIGN_IN);
  }
});
