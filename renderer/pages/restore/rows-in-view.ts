/** What is known of a list of rows that are all as high as each other. Pixels. */
export type Scrolled = {
  readonly count: number
  readonly rowHeight: number
  /** How far the browser has scrolled, and how much it shows. */
  readonly scrolled: number
  readonly view: number
}

/** Which rows are to be drawn, and where. */
export type RowsInView = {
  readonly first: number
  readonly last: number
  /** Of the list as the browser is told. */
  readonly height: number
  /** Where a row lies in that. */
  readonly topOf: (row: number) => number
  /** How far to scroll so that a row can be seen; `undefined` where it can be already. */
  readonly scrollTo: (row: number) => number | undefined
}

/** No browser lays out much more than 33 million pixels: the end of a longer list could never be scrolled to. */
const tallest = 16_000_000
/** So many more than are in sight, above and below. */
const overscan = 12

/** Reckons them. A list that is taller than can be is told to be less tall, and each pixel scrolled is a little more of it. Pure. */
export function rowsInView({ count, rowHeight, scrolled, view }: Scrolled): RowsInView {
  const total = count * rowHeight
  const height = Math.min(total, tallest)
  const scale = height < total ? (total - view) / (height - view) : 1
  const offset = scrolled * scale
  return {
    first: Math.max(0, Math.floor(offset / rowHeight) - overscan),
    last: Math.min(count - 1, Math.ceil((offset + view) / rowHeight) + overscan),
    height,
    topOf: (row) => row * rowHeight - (offset - scrolled),
    scrollTo: (row) => {
      const top = row * rowHeight
      if (top < offset) return top / scale
      return top + rowHeight > offset + view ? (top + rowHeight - view) / scale : undefined
    },
  }
}
