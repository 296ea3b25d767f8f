// Where the parts are that are loaded when the widget is first opened. The server packs them and
// puts here one file of each kind with its checksum, and the link to the administration's telephone.
export const ROOT = import.meta.url.replace(/widget\/[^/]*$/, '');
export const PANEL = ['widget/embedding.js', ''];
export const STYLES = [
  ['widget/widget.css', ''],
  ['widget/handoff.css', ''],
  ['widget/procedure.css', ''],
  ['widget/page.css', ''],
];
export const TELEPHONE = '';
