// Where the parts are that are loaded when the widget is first opened. The server packs them and
// puts here one file for each language of the interface with its checksum, and the link to the
// administration's telephone.
export const ROOT = import.meta.url.replace(/widget\/[^/]*$/, '');
export const PANEL = { fr: ['widget/embedding.js', ''], en: ['widget/embedding.js', ''] };
export const TELEPHONE = '';
