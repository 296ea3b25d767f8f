// Where the parts are that are loaded when the widget is first opened. The server packs them and
// puts here one file of each kind with its checksum, and the telephone of the administration.
export const ROOT = import.meta.url.replace(/widget\/[^/]*$/, '');
export const PANEL = { path: 'widget/embedding.js', integrity: '' };
export const STYLES = [
  { path: 'widget/widget.css', integrity: '' },
  { path: 'widget/handoff.css', integrity: '' },
  { path: 'widget/procedure.css', integrity: '' },
  { path: 'widget/page.css', integrity: '' },
];
export const TELEPHONE = '';
