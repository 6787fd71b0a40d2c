/**
 * The machine's own package sources, as far as they are a Debian archive, with the suite changed: what is needed to take one package from
 * a newer Debian without touching the machine's settings. Pure text in, text out; both of apt's formats are read, the newer is written.
 */

/** The names a Debian release goes by as a suite. Security, updates and backports suites have other names, and so do other publishers. */
const RELEASE_SUITE = /^(buster|bullseye|bookworm|trixie|forky|duke|sid|unstable|testing|stable|oldstable|oldoldstable)$/

/** Kept from a stanza. `Trusted: yes` is not: it would let a package pass without a signature. */
const KEPT_FIELDS = ['URIs', 'Signed-By', 'Architectures', 'Check-Valid-Until', 'Check-Date', 'By-Hash'] as const

type Fields = Readonly<Record<string, string>>

/** One file of sources: its name tells the format (`.sources` or `.list`). */
export type SourcesFile = Readonly<{ name: string; text: string }>

/** The sources of `suite` in the newer format, or an empty text when no configured source is a Debian archive. */
export function sourcesForSuite(files: readonly SourcesFile[], suite: string): string {
  const stanzas = files.flatMap((file) => (file.name.endsWith('.sources') ? parseStanzas(file.text) : parseLines(file.text)))
  const written = stanzas.filter(isDebianArchive).map((fields) => writeStanza(fields, suite))
  return [...new Set(written)].join('\n')
}

function isDebianArchive(fields: Fields): boolean {
  const words = (name: string) => (fields[name.toLowerCase()] ?? '').split(/\s+/)
  if (/^(no|false|without|off|disable)$/i.test(fields['enabled'] ?? '')) return false
  if (words('URIs').some((uri) => uri.startsWith('cdrom:'))) return false
  return (
    words('Types').includes('deb') && words('Components').includes('main') && words('Suites').some((suite) => RELEASE_SUITE.test(suite))
  )
}

/** Only the list of packages of `main` is asked for: no sources, translations, icons. */
function writeStanza(fields: Fields, suite: string): string {
  const kept = KEPT_FIELDS.flatMap((name) => (fields[name.toLowerCase()] === undefined ? [] : [`${name}: ${fields[name.toLowerCase()]}`]))
  return ['Types: deb', `Suites: ${suite}`, 'Components: main', 'Targets: Packages', ...kept, ''].join('\n')
}

/**
 * The newer format: fields in stanzas parted by empty lines, `#` lines skipped, a line that begins with a space goes on with the field
 * (a key may stand in `Signed-By` in full, over many lines):
 *
 *     Types: deb
 *     URIs: https://archive.example/debian
 *     Suites: bookworm bookworm-updates
 *     Components: main
 *     Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
 */
function parseStanzas(text: string): readonly Fields[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'))
  return lines
    .join('\n')
    .split(/\n\s*\n/)
    .map(parseStanza)
}

function parseStanza(stanza: string): Fields {
  const fields: Record<string, string> = {}
  let current = ''
  for (const line of stanza.split('\n')) {
    const field = /^([A-Za-z-]+):\s*(.*)$/.exec(line)
    if (field?.[1] !== undefined) {
      current = field[1].toLowerCase()
      fields[current] = (field[2] ?? '').trimEnd()
    } else if (current !== '' && /^\s+\S/.test(line)) fields[current] += `\n${line.trimEnd()}`
  }
  return fields
}

/** The older format, one source a line: `deb [signed-by=/a.gpg arch=amd64] https://archive.example/debian bookworm main contrib`. */
function parseLines(text: string): readonly Fields[] {
  return text.split('\n').flatMap((line) => {
    const parts = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line)
    if (parts === null) return []
    const [, options = '', uri = '', suite = '', components = ''] = parts
    return [{ types: 'deb', uris: uri, suites: suite, components: components.trim(), ...fieldsOfOptions(options) }]
  })
}

function fieldsOfOptions(options: string): Fields {
  const names: Record<string, string> = {
    'signed-by': 'signed-by',
    arch: 'architectures',
    'check-valid-until': 'check-valid-until',
    'check-date': 'check-date',
    'by-hash': 'by-hash',
  }
  const pairs = options.split(/\s+/).map((option) => option.split('=', 2))
  return Object.fromEntries(
    pairs.flatMap(([name = '', value]) => (names[name] && value ? [[names[name], value.replaceAll(',', ' ')]] : [])),
  )
}
