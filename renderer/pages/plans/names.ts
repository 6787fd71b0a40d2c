/** Why a name cannot be that of a new plan, vault or repository; `undefined` when it can. The file's own rules are asked once more when it is saved. Pure. */
export function nameMistake(name: string, taken: readonly string[]): string | undefined {
  if (name === '') return 'It needs a name.'
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return 'Small letters, digits and hyphens only, 63 at most, and no hyphen at the beginning.'
  return taken.includes(name) ? 'There is one of this name already.' : undefined
}

/** A name for what lies at a path: `My Notes` becomes `my-notes`, and another one if that is taken. Pure. */
export function nameFor(path: string, taken: readonly string[]): string {
  const last = path.split(/[/\\]/).findLast((part) => part !== '') ?? ''
  const plain = last
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
  const name = plain === '' ? 'vault' : plain
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`
    if (!taken.includes(candidate)) return candidate
  }
}
