// What the console asks of the server: changes carry the session's CSRF token, and whoever is
// no longer signed in goes to the page for that.
import { Refused, request } from '/widget/transport.js';

export const SIGN_IN = '/agents/sign-in';
export const csrf = document.querySelector('meta[name=csrf-token]').content;

/** Where an action on a conversation is asked for. */
export const address = (id, action) => `/agents/data/conversations/${id}/${action}`;

/** Leaves for the page where one signs in. */
export const signIn = () => location.assign(SIGN_IN);

async function ask(path, options) {
  try {
    return await request(path, options);
  } catch (error) {
    if (error instanceof Refused && error.status === 401) signIn();
    throw error;
  }
}

/**
 * Reads data; throws Refused or Error as `request` does. What the page does by itself
 * (`isBackground`) does not keep the session from ending.
 */
export function read(path, { isBackground = false } = {}) {
  return ask(path, isBackground ? { headers: { 'X-Background': '1' } } : {});
}

/**
 * Changes something; throws Refused or Error as `request` does. What the page does by itself
 * (`isBackground`) does not keep the session from ending.
 */
export function change(path, body = {}, { isBackground = false } = {}) {
  return ask(path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json', 'X-CSRF-Token': csrf,
      ...(isBackground ? { 'X-Background': '1' } : {}),
    },
    body: JSON.stringify(body),
  });
}
