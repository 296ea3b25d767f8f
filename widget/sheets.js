// Where the look of the panel comes from: these files, or one text that the server has packed.
const SHEETS = ['widget.css', 'handoff.css', 'procedure.css', 'page.css'];

/** The style sheets as texts, in their order. */
export async function sheets() {
  const responses = await Promise.all(SHEETS.map((name) => fetch(new URL(name, import.meta.url))));
  return Promise.all(responses.map((response) => response.text()));
}
