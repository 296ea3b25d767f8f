// Signing out, from every page of the console.
import { SIGN_IN, change } from './server.js';

export { SIGN_IN, change, csrf } from './server.js';

document.getElementById('sign-out').addEventListener('click', async () => {
  let next = SIGN_IN;
  try {
    ({ next } = await change('/agents/sign-out')); // or the page that ends the provider's session
  } finally {
    dispatchEvent(new Event('signed-out'));
    sessionStorage.clear(); // what was written here is not for whoever signs in next
    location.assign(next);
  }
});
