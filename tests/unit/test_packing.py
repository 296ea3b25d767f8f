"""Packing of plain ES modules: the same behaviour in one module, or a refusal that says where."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from guido.api.widget_assets import WidgetAssets
from guido.errors import PackingError
from guido.packing import pack, pack_styles

NODE = Path(sys.executable).with_name("node")
MODULES = {
    "entry.js": """
import { Counter, inner as words } from './parts.js';
import {
  isAddress,
} from './patterns.js';
export { isAddress } from './patterns.js';

const NAME = 'entry'; // a name that another module has, too
export function told() { return `${NAME}: ${words(3)}`; }
export const count = (times) => {
  const c = new Counter();
  for (let i = 0; i < times; i += 1) c.add();
  return c.value;
};
export async function later() { return isAddress(await Promise.resolve('https://a.fr/ä')); }
""",
    "parts.js": """
import { isAddress } from './patterns.js';
const NAME = 'parts';
export class Counter {
  #value = 0;
  static #step = 1;
  /* what is counted */
  add() { this.#value ??= 0; this.#value += Counter.#step; }
  get value() { return this.#value; }
}
export const inner = (days) =>
  `kept  as it   is${days ? `, ${days} jours  après // ${isAddress("`}") ? '}' : '{'}` : ''}
   until   here /* not a comment */ in ${NAME}`;
""",
    "patterns.js": r"""
// Strings of a pattern are none: ' " `
const QUOTES = /[/"'`{}]+/g;
export const isAddress = (text) => /^(https:\/\/[^\s<>"'`]*)$/.test(text.replace(QUOTES, '/'));
""",
}
PROBE = """
const { told, count, later, isAddress } = await import(process.argv[1]);
console.log(JSON.stringify([told(), count(4), await later(), isAddress('x'), isAddress('https://')]));
"""


def evaluated(module: Path) -> list:
    done = subprocess.run([NODE, "--input-type=module", "-e", PROBE, str(module)],
                          capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return json.loads(done.stdout)


def written(folder: Path, modules: dict[str, str]) -> Path:
    (folder / "package.json").write_text('{"type": "module"}')
    for name, source in modules.items():
        (folder / name).write_text(source)
    return folder


def test_the_packed_module_does_what_the_plain_ones_do(tmp_path):
    folder = written(tmp_path, MODULES)
    packed = folder / "packed.js"
    packed.write_text(pack(folder, "entry.js"))
    assert evaluated(packed) == evaluated(folder / "entry.js")
    assert len(packed.read_text()) < sum(map(len, MODULES.values()))
    assert "a name that another" not in packed.read_text()


def test_the_widget_itself_can_be_packed_and_is_a_module():
    checked = subprocess.run(
        [NODE, "--input-type=module", "--check"], input=pack(Path("widget"), "embedding.js"),
        capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_a_page_pays_under_two_kilobytes_for_the_widget_and_under_25_when_it_is_opened():
    assets = WidgetAssets(Path("widget")).current("01 99 00 12 34").assets
    sizes = {name: len(asset.compressed) for name, asset in assets.items()}
    launcher = sizes.pop("widget.js")
    assert launcher < 2000
    assert {name for name, size in sizes.items() if launcher + size >= 25_000} == set()


def test_the_source_of_a_module_can_be_given(tmp_path):
    folder = written(tmp_path, {"entry.js": "export { name } from './name.js';\n"})
    assert "given" in pack(folder, "entry.js", {"name.js": "export const name = 'given';\n"})


@pytest.mark.parametrize("line", [
    "export default function a() {}", "export let changing = 1;", "export * from './other.js';",
    "export { a as b } from './other.js';", "import * as all from './other.js';",
    "import './other.js';", "import { a } from 'https://example.org/a.js';",
    "const a = await fetch('/');", "  const b = import('./other.js');",
])
def test_what_cannot_be_wrapped_is_refused_with_its_place(tmp_path, line):
    folder = written(tmp_path, {"entry.js": f"const first = 1;\n{line}\n", "other.js": ""})
    with pytest.raises(PackingError, match=r"entry\.js: cannot be packed") as refused:
        pack(folder, "entry.js")
    assert line.strip() in str(refused.value)


def test_an_import_of_what_is_not_exported_is_refused(tmp_path):
    folder = written(tmp_path, {
        "entry.js": "import { b } from './b.js';\n", "b.js": "export const a = 1;\n"})
    with pytest.raises(PackingError, match=r"b\.js: exports no b"):
        pack(folder, "entry.js")


def test_modules_that_need_each_other_are_refused(tmp_path):
    folder = written(tmp_path, {
        "entry.js": "import { b } from './b.js';\nexport const a = 1;\n",
        "b.js": "import { a } from './entry.js';\nexport const b = 1;\n"})
    with pytest.raises(PackingError, match=r"b\.js: imports entry\.js, which needs b\.js itself"):
        pack(folder, "entry.js")


def test_a_missing_module_and_an_open_template_are_refused(tmp_path):
    folder = written(tmp_path, {
        "entry.js": "import { a } from './gone.js';\n", "open.js": "const a = `${b;\n"})
    with pytest.raises(PackingError, match=r"gone\.js cannot be read"):
        pack(folder, "entry.js")
    with pytest.raises(PackingError, match=r"open\.js: cannot be packed: "):
        pack(folder, "open.js")


def test_style_sheets_become_one_in_their_order(tmp_path):
    (tmp_path / "a.css").write_text("/* first */\np { color: red; }\n")
    (tmp_path / "b.css").write_text("@media (min-width: 40rem) { p { color: blue; } }\n")
    packed = pack_styles([tmp_path / "a.css", tmp_path / "b.css"])
    assert packed == "p{color:red}@media(min-width:40rem){p{color:blue}}"


def test_names_are_shortened_only_where_they_are_variables(tmp_path):
    folder = written(tmp_path, {"entry.js": """
const letters = ['a', 'b'];
const outside = { letters: 1, told: 2 };
class Box {
  #inside = 3;
  letters = 4;
  static told = 5;
  get inside() { return this.#inside; }
  told(letters, { told = 6, inside: deep } = {}) { return [letters, told, deep, this.letters]; }
  *each() { yield* letters; }
}
function told({ letters: first, told }, ...rest) { return [first, told, rest.length]; }
const sum = (times) => {
  let total = 0;
  for (const [letters, told] of [[1, 2]]) total += letters * told * times;
  return total;
};
const problem = (url) => {
  try { return new URL(url).href; } catch (error) { return error.name; }
};
const styled = () => ({ class: 'tools' });
function counted() {
  const counts = [1];
  counts.push(styled().class);
  return [counts];
}
export async function all() {
  const box = new Box();
  const { letters: own, inside } = box;
  const made = { own, inside, told() { return own; }, async later() { return own ? inside : 0; } };
  return [own, inside, box.told(7), box.told(8, { inside: 9 }), [...box.each()], Box.told,
    made.told(), await made.later(), Object.keys(made), told(outside), sum(5), problem('x'),
    counted(), letters.map((told) => `${told}${letters.length}`)];
}
"""})
    packed = folder / "packed.js"
    packed.write_text(pack(folder, "entry.js"))
    probe = "console.log(JSON.stringify(await (await import(process.argv[1])).all()))"
    said = [subprocess.run([NODE, "--input-type=module", "-e", probe, str(module)],
                           capture_output=True, text=True, check=True).stdout
            for module in (folder / "entry.js", packed)]
    assert said[0] == said[1]
    assert "#inside" not in packed.read_text() and "outside" not in packed.read_text()
