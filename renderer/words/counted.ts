const numbers = new Intl.NumberFormat('en-GB')

/** `1,234` */
export function count(value: number): string {
  return numbers.format(value)
}

/** `1 file`, `1,234 files` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** Names as a person lists them: `a`, `a and b`, `a, b and c`, `a, b and 4 more`. */
export function listed(names: readonly string[], most = 3): string {
  if (names.length <= 1) return names[0] ?? ''
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
