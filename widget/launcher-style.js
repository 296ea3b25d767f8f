// The look of the button. It comes with the button, so that a page pays for one file only.
// « important »: of rules that are, those inside count more than those of the page.
export const LAUNCHER_STYLE = `
:host{all:initial!important;direction:ltr!important}
:host>div{font:medium/1.5 var(--guido-font,system-ui,sans-serif)}
:host([hidden]),[hidden]{display:none!important}
.launcher,.lost{position:fixed;bottom:1em;inset-inline-end:1em;z-index:2147483000;max-width:calc(100% - 2em);padding:.5em 1em;border:2px solid #fff;border-radius:var(--guido-radius,4px);background:var(--guido-colour,#000091);color:var(--guido-on-colour,#fff)}
.launcher{min-height:44px;font:inherit;font-weight:700;cursor:pointer}
.launcher:focus-visible{outline:3px solid #0a76f6}
@supports(color:color(from red xyz-d65 x y z)){.launcher,.lost{--y:calc((.18 - y)*999);color:var(--guido-on-colour,color(from var(--guido-colour,#000091) xyz-d65 var(--y) var(--y) var(--y)))}}
.lost{bottom:5em;margin:0}
.lost a{color:inherit}
.unseen{position:absolute;clip-path:inset(50%)}
@media print{.launcher,.lost{display:none}}`;
