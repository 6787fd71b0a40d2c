import type { Page } from 'playwright-core'

/** What was seen on the way: the last row of each place, and how long the slowest place took until all of its rows were there, in ms. */
export type Scrolled = { readonly seen: readonly string[]; readonly slowest: number }

/** Goes through the tree of files of the restore wizard in leaps, to its end, and waits at each place until every row that is in sight has its file. */
export function scrollThrough(page: Page, rows: number, places: number): Promise<Scrolled> {
  return page.evaluate(
    async ([rows, places]) => {
      const tree = document.querySelector<HTMLElement>('[role="treegrid"]')
      if (tree === null) throw new Error('there is no tree')
      const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      const inSight = () => {
        const { top, bottom } = tree.getBoundingClientRect()
        return [...tree.querySelectorAll<HTMLElement>('[role="row"]')].filter((row) => {
          const box = row.getBoundingClientRect()
          return box.bottom > top + 1 && box.top < bottom - 1
        })
      }
      const isWhole = () => {
        const shown = inSight()
        const height = shown.reduce((sum, row) => sum + row.getBoundingClientRect().height, 0)
        return height >= tree.clientHeight - 1 && shown.every((row) => row.querySelector('[aria-label="Loading"]') === null)
      }
      const seen: string[] = []
      let slowest = 0
      for (let place = 1; place <= places; place++) {
        const begun = performance.now()
        tree.scrollTop = ((tree.scrollHeight - tree.clientHeight) * place) / places
        await nextFrame()
        await nextFrame()
        while (!isWhole()) {
          if (performance.now() - begun > 10_000) throw new Error(`rows are missing at place ${place} of ${places} (${rows} rows)`)
          await nextFrame()
        }
        slowest = Math.max(slowest, performance.now() - begun)
        seen.push(inSight().at(-1)?.textContent ?? '')
      }
      return { seen, slowest }
    },
    [rows, places] as const,
  )
}
