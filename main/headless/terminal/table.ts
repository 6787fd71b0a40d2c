import { stripVTControlCharacters } from 'node:util'

/**
 * Lays rows out in columns, two spaces apart; the last column is not padded. Widths count characters, which is right for what we show, without colours.
 * @param right columns that end below each other, such as sizes
 */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widthOf = (cell: string) => [...stripVTControlCharacters(cell)].length
  const widths: number[] = []
  for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - widthOf(cell))
        if (right.includes(column)) return `${space}${cell}`
        return column === row.length - 1 ? cell : `${cell}${space}`
      })
      .join('  ')
      .trimEnd(),
  )
}
