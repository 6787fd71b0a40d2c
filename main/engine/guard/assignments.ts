/**
 * A name with the value that it is given somewhere in a text. `start` and `end` are those of the value. `form`: how it is written; `variable` is a line of its own,
 * as in `.env`; `bare` has no quotes, so that it may be code.
 */
export type Assignment = {
  readonly name: string
  readonly value: string
  readonly start: number
  readonly end: number
  readonly form: 'variable' | 'quoted' | 'bare'
}

const name = '(?<![A-Za-z0-9_])(?<name>[A-Za-z_][A-Za-z0-9_.-]{0,80})'
/** Also with the backslash that a quote has within another text, as the commands in `.claude/settings.json`. */
const quoted = '(?<quote>\\\\?["\'`])(?<value>(?:(?!\\k<quote>)[^\\r\\n]){1,512})\\k<quote>'
const bare = '(?<value>[^\\s"\'`,;<>|&\\\\)\\]}]{1,512})'

const forms: readonly { readonly form: Assignment['form']; readonly pattern: RegExp }[] = [
  // NAME=value, the whole line
  { form: 'variable', pattern: /^[ \t]{0,20}(?:export[ \t]{1,4}|set[ \t]{1,4})?(?<name>[A-Z][A-Z0-9_]{1,80})=(?<value>[^\r\n]{1,512})/dgm },
  // "name": "value", name = 'value', name: string = `value`
  { form: 'quoted', pattern: new RegExp(`${name}\\\\?["'\`]?\\]?(?:: ?string)?\\s{0,8}(?::=|=>|[:=])\\s{0,8}${quoted}`, 'dg') },
  // "--name", "value" in a list of arguments, over lines; --name "value"
  {
    form: 'quoted',
    pattern: new RegExp(`--${name.slice(name.indexOf('(?<name>'))}["']?(?:\\s{0,40},\\s{0,40}|[ \\t]{1,4})${quoted}`, 'dg'),
  },
  // { "name": "NAME", "value": "value" } and the same in YAML
  {
    form: 'quoted',
    pattern:
      /["']?name["']?\s{0,4}:\s{0,4}["']?(?<name>[A-Za-z_][A-Za-z0-9_.-]{0,80})["']?,?\s{1,40}["']?value["']?\s{0,4}:\s{0,4}["']?(?<value>[^\s"',}]{1,512})/dg,
  },
  // name=value, name: value, --name value, login ada password value
  { form: 'bare', pattern: new RegExp(`${name}["']?\\s?(?::=|[:=])[ \\t]{0,4}(?:(?:[Bb]earer|[Tt]oken|[Bb]ot) )?${bare}`, 'dg') },
  { form: 'bare', pattern: new RegExp(`--(?<name>[a-z][a-z0-9-]{1,60})[ \\t]{1,4}${bare}`, 'dg') },
  { form: 'bare', pattern: /\blogin[ \t]{1,4}\S{1,100}\s{1,8}(?<name>password)[ \t]{1,4}(?<value>\S{1,512})/dg },
  // <name>value</name>
  { form: 'quoted', pattern: /<(?<name>[A-Za-z][A-Za-z0-9_.-]{1,60})>(?<value>[^<>\s]{1,512})<\//dg },
]

/** Every name in a text that is given a value, in whatever of the usual ways. The same may come up twice. Pure. @param wanted which names */
export function assignmentsIn(text: string, wanted: (name: string) => boolean): Assignment[] {
  const found: Assignment[] = []
  for (const { form, pattern } of forms) {
    pattern.lastIndex = 0
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const [from, to] = match.indices?.groups?.['value'] ?? [0, 0]
      const called = match.groups?.['name'] ?? ''
      // The value of one may hold the next: NODE_OPTIONS="--token abc".
      pattern.lastIndex = Math.max(match.index + 1, wanted(called) ? from : match.index + called.length)
      if (wanted(called)) found.push({ name: called, form, ...trimmed(text, from, to, form) })
    }
  }
  return found
}

/** Without the quotes, the comment and the spaces around a value, and without the scheme before it in a header. */
function trimmed(text: string, from: number, to: number, form: Assignment['form']): Pick<Assignment, 'value' | 'start' | 'end'> {
  const whole = text.slice(from, to)
  const inner =
    form === 'variable'
      ? (/^\s*(["'])(.*?)\1/d.exec(whole)?.indices?.[2] ?? /^\s*(\S*)/d.exec(whole)?.indices?.[1])
      : /^\s*(?:(?:bearer|token|basic|apikey|bot)\s+)?(.*?)\s*$/di.exec(whole)?.indices?.[1]
  const [start, end] = inner ?? [0, whole.length]
  return { value: whole.slice(start, end), start: from + start, end: from + end }
}
