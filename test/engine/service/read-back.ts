/** The words of a line of a systemd unit, as its manual says that they are read: quotes, escapes as in C, `%%`. */
export function wordsOfUnit(line: string): string[] {
  const words: string[] = []
  for (let at = 0; at < line.length; ) {
    if (line[at] === ' ') {
      at += 1
      continue
    }
    if (line[at] !== '"') throw new Error(`not quoted: ${line.slice(at)}`)
    const bytes: Buffer[] = []
    for (at += 1; line[at] !== '"'; ) {
      const [all = '', hex, letter] = /^(?:\\x([0-9a-f]{2})|\\(["\\])|[^\\"\x00-\x1f\x7f])/su.exec(line.slice(at)) ?? []
      if (all === '') throw new Error(`cannot be read: ${line.slice(at)}`)
      bytes.push(hex === undefined ? Buffer.from(letter ?? all) : Buffer.from(hex, 'hex'))
      at += all.length
    }
    at += 1
    if (at < line.length && line[at] !== ' ') throw new Error(`more behind a quote: ${line.slice(at)}`)
    words.push(withoutSpecifiers(Buffer.concat(bytes).toString()))
  }
  return words
}

/** `%%` is a percent sign; any other is a specifier, which must not be there. */
function withoutSpecifiers(text: string): string {
  if (/%/.test(text.replaceAll('%%', ''))) throw new Error(`a specifier in ${text}`)
  return text.replaceAll('%%', '%')
}

/** Arguments in which systemd puts variables: `$$` is a dollar sign, any other would be a variable. */
export function withoutVariables(text: string): string {
  if (/\$/.test(text.replaceAll('$$', ''))) throw new Error(`a variable in ${text}`)
  return text.replaceAll('$$', () => '$')
}

/** The content of all elements of a name in an XML file whose content is text. Throws for markup that is not closed, and for bare `&`. */
export function elementsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<>]*)</${name}>`, 'g'))].map(([, text = '']) =>
    text.replace(/&(#\d+;)?/g, (_, code: string | undefined) => {
      if (code === undefined) throw new Error(`a bare ampersand in ${text}`)
      return String.fromCharCode(Number(code.slice(1, -1)))
    }),
  )
}

/**
 * Arguments as the C runtime of Windows reads them.
 * @see https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 */
export function argumentsOfWindows(line: string): string[] {
  const parameters: string[] = []
  let current: string | undefined
  let quoted = false
  for (let at = 0; at < line.length; ) {
    const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0
    const next = line[at + slashes]
    if (next === '"') {
      current = (current ?? '') + '\\'.repeat(Math.floor(slashes / 2))
      if (slashes % 2 === 1) current += '"'
      else quoted = !quoted
      at += slashes + 1
    } else if (slashes > 0) {
      current = (current ?? '') + '\\'.repeat(slashes)
      at += slashes
    } else if (!quoted && (next === ' ' || next === '\t')) {
      if (current !== undefined) parameters.push(current)
      current = undefined
      at += 1
    } else {
      current = (current ?? '') + next
      at += 1
    }
  }
  if (quoted) throw new Error(`a quote is not closed: ${line}`)
  return current === undefined ? parameters : [...parameters, current]
}

/**
 * The arguments of `Exec` in a desktop entry, as desktops read them: first as any text of an entry, then by its quotes, in which `%%` is a percent sign.
 * @see https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 */
export function argumentsOfEntry(entry: string): string[] {
  const [, value = ''] = /^Exec=([^\n]*)\n/m.exec(entry) ?? []
  const letters: Readonly<Record<string, string>> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' }
  const line = value.replace(/\\(.)/g, (all, letter: string) => letters[letter] ?? all)
  const words: string[] = []
  for (let rest = line; rest !== ''; ) {
    const [all, quoted = ''] = /^"((?:[^"\\`$]|\\["`$\\])*)"(?: |$)/su.exec(rest) ?? []
    if (all === undefined) throw new Error(`cannot be read: ${rest}`)
    words.push(withoutSpecifiers(quoted.replace(/\\(.)/gsu, '$1')))
    rest = rest.slice(all.length)
  }
  return words
}
