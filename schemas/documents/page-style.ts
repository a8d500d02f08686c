/** One calm sheet: a narrow measure for text, tables as wide as they need, light and dark. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1c2430; --soft: #56606f; --paper: #fcfcfa; --sheet: #f2f3f0; --rule: #d9dcd6; --link: #0b57a4;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8ea; --soft: #a3abb6; --paper: #14171b; --sheet: #1d2126; --rule: #343a42; --link: #8ab8f0; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 6rem; max-width: 64rem;
  background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
p, li, .lede { max-width: 42rem; text-wrap: pretty; }
.lede { font-size: 1.25rem; color: var(--soft); }
h1 { font-size: 2.25rem; line-height: 1.15; margin: 0.5rem 0 0; letter-spacing: -0.02em; }
h2 { font-size: 1.6rem; line-height: 1.2; margin: 4rem 0 0.75rem; padding-top: 1rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1.15rem; margin: 2.25rem 0 0.5rem; }
a { color: var(--link); text-underline-offset: 0.2em; }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { position: static; }
.top { display: flex; justify-content: space-between; gap: 1rem; color: var(--soft); }
nav ul { list-style: none; margin: 1.5rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.35rem 1.25rem; max-width: none; }
code, pre { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; font-size: 0.875em; }
code { background: var(--sheet); border-radius: 4px; padding: 0.1em 0.3em; overflow-wrap: anywhere; }
pre { background: var(--sheet); border-radius: 8px; padding: 1rem 1.25rem; overflow-x: auto; line-height: 1.5; }
pre code { background: none; padding: 0; font-size: 1em; overflow-wrap: normal; }
.wide { position: relative; overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; line-height: 1.45; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
td code { overflow-wrap: normal; }
th, td { text-align: left; vertical-align: top; padding: 0.45rem 1rem 0.45rem 0; border-bottom: 1px solid var(--rule); }
thead th { color: var(--soft); font-weight: 500; }
tbody th { font-weight: 500; white-space: nowrap; }
details { margin: 1rem 0; }
summary { cursor: pointer; font-weight: 600; padding: 0.25rem 0; }
@media print { body { max-width: none; } pre, .wide { overflow: visible; } .skip { display: none; } }
`;
