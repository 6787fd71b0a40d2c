import { kindOf, type PlaceSecret } from './kinds.ts'

/**
 * A place as somebody describes it in a form, without its secrets: those live in one component only, for as long as they are needed. `values` are texts by the
 * keys of the kind's fields, lists one a line.
 */
export type PlaceDraft = { readonly type: string; readonly values: Readonly<Record<string, string>> }

/** Secrets as they are typed, by their parts. */
export type TypedSecrets = Readonly<Record<string, string>>

/** The settings as they are to stand in the configuration. What is empty does not stand there. Pure. */
export function settingsOf({ type, values }: PlaceDraft): Record<string, unknown> {
  const settings: Record<string, unknown> = { type }
  for (const { key, as } of kindOf(type)?.fields ?? []) {
    const text = (values[key] ?? '').trim()
    if (text === '') continue
    if (as === 'lines') settings[key] = linesIn(text)
    // What is no number is told by the configuration's own rules.
    else settings[key] = as === 'number' && /^\d+$/.test(text) ? Number(text) : text
  }
  return settings
}

/** The draft that settings come from. Pure. */
export function draftFrom(settings: Readonly<Record<string, unknown>>): PlaceDraft {
  const type = typeof settings['type'] === 'string' ? settings['type'] : ''
  const values = (kindOf(type)?.fields ?? []).flatMap(({ key }) => {
    const value = settings[key]
    if (value === undefined || value === null) return []
    return [[key, Array.isArray(value) ? value.join('\n') : String(value)]]
  })
  return { type, values: Object.fromEntries(values) }
}

/** The keys of fields that must be said and are not. Pure. */
export function missingIn({ type, values }: PlaceDraft): readonly string[] {
  return (kindOf(type)?.fields ?? []).filter(({ key, required }) => required && !(values[key] ?? '').trim()).map(({ key }) => key)
}

/** The secrets that such a place wants: those of its kind; for a raw address one for each variable that is named; a password only where there is a user. Pure. */
export function secretsWanted({ type, values }: PlaceDraft): readonly PlaceSecret[] {
  const kind = kindOf(type)
  if (type === 'uri') return linesIn(values['secrets'] ?? '').map((name) => ({ part: name, label: name, as: 'text' }))
  if (type === 'rest' && !(values['user'] ?? '').trim()) return []
  return kind?.secrets ?? []
}

/** What was typed of the secrets that such a place wants; nothing of another kind that was chosen before. Pure. */
export function secretsFor(draft: PlaceDraft, typed: TypedSecrets): Record<string, string> {
  return Object.fromEntries(
    secretsWanted(draft).flatMap(({ part, as }) => {
      // A pasted key often brings a line's end along; the content of a file is left as it is.
      const value = as === 'file' ? (typed[part] ?? '') : (typed[part] ?? '').trim()
      return value === '' ? [] : [[part, value]]
    }),
  )
}

/** The secrets that are wanted and not there: neither typed nor kept. Pure. */
export function secretsMissing(draft: PlaceDraft, typed: TypedSecrets, kept: readonly string[] = []): readonly PlaceSecret[] {
  const given = secretsFor(draft, typed)
  const wanted = secretsWanted(draft)
  if (draft.type === 'azure' && wanted.some(({ part }) => part in given || kept.includes(part))) return []
  return wanted.filter(({ part, optional }) => (!optional || draft.type === 'azure') && !(part in given) && !kept.includes(part))
}

function linesIn(text: string): string[] {
  return [
    ...new Set(
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    ),
  ]
}
