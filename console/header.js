// Signing out, from every page of the console: the form does it, also before this is loaded.
export { SIGN_IN, change, csrf } from './server.js';

document.getElementById('sign-out').addEventListener('submit', () => {
  dispatchEvent(new Event('signed-out'));
  sessionStorage.clear(); // what was written here is not for whoever signs in next
});
