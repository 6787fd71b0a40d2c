const units: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 }

/** Reads `1.124 KiB` as bytes; rounded like what restic printed. `undefined` for anything else. */
export function parseSize(text: string): number | undefined {
  const match = /^([\d.]+) (B|KiB|MiB|GiB|TiB)$/.exec(text.trim())
  const unit = match && units[match[2] ?? '']
  return match && unit ? Math.round(Number(match[1]) * unit) : undefined
}
