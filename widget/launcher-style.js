// The look of the button. It comes with the button, so that a page pays for one file only.
// « important »: of rules that are, those inside count more than those of the page.
export const LAUNCHER_STYLE = `
:host{all:initial!important;direction:ltr!important;unicode-bidi:isolate!important}
:host>div{font:medium/1.5 var(--guido-font,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif)}
:host([hidden]),[hidden]{display:none!important}
.launcher,.lost{position:fixed;bottom:1em;inset-inline-end:1em;z-index:2147483000;max-width:calc(100% - 2em);box-sizing:border-box;padding:.5em 1em;border:2px solid;border-radius:var(--guido-radius,4px)}
.launcher{min-height:44px;border-color:#fff;background:var(--guido-colour,#000091);color:var(--guido-on-colour,#fff);font:inherit;font-weight:700;cursor:pointer}
.launcher:hover{text-decoration:underline}
.launcher:focus-visible{outline:3px solid #0a76f6;outline-offset:2px}
.busy{cursor:progress;opacity:.8}
.count{display:block}
.lost{bottom:6em;margin:0;background:#fff;color:#b30000}
.lost a{display:block;padding:.6em 0;color:#000091}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media print{.launcher,.lost{display:none}}`;
