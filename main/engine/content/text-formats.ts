/** Formats of texts by the ends of names: format, words, ends. */
const table: readonly (readonly [string, string, string])[] = [
  ['markdown', 'Markdown', 'md markdown mdown mkd mdx'],
  ['json', 'JSON', 'json jsonc json5 geojson webmanifest ipynb map har canvas'],
  ['json-lines', 'JSON lines', 'jsonl ndjson'],
  ['csv', 'comma-separated table', 'csv'],
  ['tsv', 'tab-separated table', 'tsv tab'],
  ['yaml', 'YAML', 'yaml yml'],
  ['toml', 'TOML', 'toml'],
  ['ini', 'settings', 'ini cfg conf properties env editorconfig desktop service timer'],
  ['xml', 'XML', 'xml xsd xsl xslt plist opml rss atom kml gpx'],
  ['html', 'HTML', 'html htm xhtml'],
  ['css', 'CSS', 'css scss sass less'],
  ['log', 'log', 'log'],
  ['diff', 'patch', 'diff patch'],
  ['tex', 'TeX', 'tex bib sty'],
  ['org', 'Org', 'org'],
  ['restructured-text', 'reStructuredText', 'rst'],
  ['subtitles', 'subtitles', 'srt vtt'],
  ['calendar', 'calendar', 'ics'],
  ['contacts', 'contacts', 'vcf'],
  ['mail', 'e-mail', 'eml'],
  ['javascript', 'JavaScript', 'js mjs cjs jsx'],
  ['typescript', 'TypeScript', 'ts mts cts tsx'],
  ['python', 'Python', 'py pyi'],
  ['shell', 'shell script', 'sh bash zsh fish ps1 bat cmd'],
  ['sql', 'SQL', 'sql'],
  [
    'code',
    'source code',
    'c h cc cpp cxx hpp hh rs go java kt kts swift rb php pl pm lua r jl cs fs scala clj ex exs erl hs ml vue svelte dart zig nim asm s gradle groovy tf proto graphql',
  ],
]

const byEnd = new Map(table.flatMap(([format, words, ends]) => ends.split(' ').map((end) => [end, { format, words }] as const)))

/** Names without an end that say what they are. */
const byName = new Map<string, { format: string; words: string }>([
  ['makefile', { format: 'code', words: 'source code' }],
  ['dockerfile', { format: 'code', words: 'source code' }],
  ['.gitignore', { format: 'ini', words: 'settings' }],
  ['.bashrc', { format: 'shell', words: 'shell script' }],
  ['.zshrc', { format: 'shell', words: 'shell script' }],
  ['.profile', { format: 'shell', words: 'shell script' }],
])

/** What kind of text a file is, by its name and how it begins. Pure. */
export function textFormatOf(name: string, beginning: string): { readonly format: string; readonly words: string } {
  const lower = name.toLowerCase()
  const named = byName.get(lower) ?? byEnd.get(lower.slice(lower.lastIndexOf('.') + 1))
  if (named !== undefined && (lower.includes('.') || byName.has(lower))) return named
  const start = beginning.slice(0, 1_000).trimStart()
  if (start.startsWith('#!')) return { format: 'shell', words: 'script' }
  if (/^<\?xml\b/i.test(start)) return { format: 'xml', words: 'XML' }
  if (/^<!doctype html|^<html\b/i.test(start)) return { format: 'html', words: 'HTML' }
  if (/^(?:\{\s*["}]|\[\s*[{["\d-])/.test(start)) return { format: 'json', words: 'JSON' }
  return { format: 'plain', words: 'text' }
}
