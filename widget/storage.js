// Keeping small values in the browser, and letting one of its tabs work at a time.

export const TOKEN_KEY = 'guido.token';

const memory = new Map(); // of this page, where nothing else keeps a value

/** Keeps small values, in memory alone where the browser's storage is blocked or full. */
export function safeStorage(storage) {
  return {
    get(key) {
      if (memory.has(key)) return memory.get(key);
      try {
        return storage().getItem(key);
      } catch {
        return null;
      }
    },
    /** Null takes it away. */
    set(key, value) {
      memory.set(key, value);
      try {
        if (value === null) storage().removeItem(key);
        else storage().setItem(key, value);
        memory.delete(key);
      } catch {
        // Kept in memory, until the page is left.
      }
    },
    keys(prefix) {
      let kept = [];
      try {
        kept = Object.keys(storage());
      } catch {
        // Those in memory, then.
      }
      return [...new Set([...kept, ...memory.keys()])].filter((key) => key.startsWith(prefix));
    },
  };
}

/**
 * Does something in one tab at a time. Where the browser cannot tell the tabs from each other they
 * may do it at once: the server takes what is sent twice for one.
 */
export async function alone(locks, name, work) {
  let hasBegun = false;
  try {
    return await locks.request(name, () => {
      hasBegun = true;
      return work();
    });
  } catch (error) {
    if (hasBegun) throw error;
    return work();
  }
}
