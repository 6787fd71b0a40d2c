/** How a kit looks, on paper above all: margins that any printer can do, sizes in points, nothing that needs colour, no step cut in two. */
export const sheetStyle = `
@page { margin: 14mm 15mm }
:root { color-scheme: only light }
html { background: #fff }
body { max-width: 180mm; margin: 8mm auto; padding: 0 5mm; color: #000; background: #fff; font: 10.5pt/1.4 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif }
h1 { margin: 0 0 2mm; font-size: 17pt; line-height: 1.2 }
h2 { margin: 5mm 0 1.5mm; font-size: 11.5pt; break-after: avoid }
p { margin: 0 0 2mm }
.small { font-size: 9pt }
.password { display: flex; gap: 5mm; align-items: center; margin: 3mm 0 2.5mm; padding: 3mm 4mm; border: 0.6mm solid #000; break-inside: avoid }
.password > div { flex: 1; min-width: 0 }
.password h2 { margin: 0 0 1mm }
.password p { margin: 0 }
.password .line { height: 11mm; margin: 0 0 1.5mm; border-bottom: 0.3mm solid #000 }
.secret { font: 600 15pt/1.5 ui-monospace, Consolas, Menlo, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; white-space: pre-wrap }
dl { margin: 0 }
dl > div { display: grid; grid-template-columns: 26mm 1fr; gap: 0 4mm; break-inside: avoid }
dd { margin: 0; overflow-wrap: anywhere }
ul, ol { margin: 0; padding-left: 8mm }
li { margin: 0 0 1mm; overflow-wrap: anywhere; break-inside: avoid }
code { display: block; margin: 0.7mm 0; padding: 0 0 0 2.5mm; border-left: 0.5mm solid #000; font: 9pt/1.4 ui-monospace, Consolas, Menlo, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere }
code span { display: inline-block; max-width: 100% }
code b { display: inline-block; min-width: 55mm; height: 6mm; border-bottom: 0.3mm solid #000; color: transparent; font-weight: 400; vertical-align: bottom }
.together { break-inside: avoid }
.row { display: flex; flex-wrap: wrap; gap: 1mm 3mm; align-items: end }
figure { margin: 0; text-align: center; break-inside: avoid }
figcaption { font-size: 9pt }
svg { display: block; flex: none; background: #fff; fill: #000 }
.checks { margin: 0 0 4mm; font-size: 9pt }
.else { margin: 3mm 0 0; break-inside: avoid }
.checks span { display: inline-block; width: 26mm; margin-left: 3mm; border-bottom: 0.3mm solid #000 }
@media print { body { max-width: none; margin: 0; padding: 0 } }
`
