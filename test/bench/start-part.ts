import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchHome } from './bench-home.ts'
import { type Cost, measure, median } from './measure.ts'
import { inWords, type Line, linesAs, type Part, type Table } from './part.ts'
import { findPeer, missingPeers, peerPackages, systemPath } from './race/peers.ts'

/** In ms, of the median. */
const promised = { '--version': 150, status: 300 }

/** How soon a command says something that needs no repository, beside the peers. */
export const startPart: Part = {
  name: 'start',
  says: 'How soon a command is there',
  measure: async (programs, amount) => {
    const rounds = amount.rounds ?? 11
    const folder = mkdtempSync(join(tmpdir(), 'vaultkeeper-start-'))
    const missing = missingPeers()
    try {
      const home = await benchHome(programs, folder)
      writeFileSync(join(home.vault, 'note.md'), 'a note')
      await home.vaultkeeper('backup', home.vault)
      const environment = { PATH: systemPath, HOME: folder, LANG: 'C.UTF-8', QT_QPA_PLATFORM: 'offscreen' }
      const others = peerPackages.flatMap(({ program, asks }) => {
        const file = findPeer(program)
        return file === undefined ? [] : [{ what: `${program} ${asks.join(' ')}`, run: () => measure(file, asks, { environment }) }]
      })
      const own = (['--version', 'status'] as const).map((word) => ({ what: word, run: () => home.vaultkeeper(word) }))
      const all = [...own, { what: 'restic version', run: () => home.restic('version') }, ...others]
      const costs = all.map((): Cost[] => [])
      // The first of each is not counted: it fills caches.
      for (let round = -1; round < rounds; round++)
        for (const [at, { run }] of all.entries()) {
          const cost = await run()
          if (round >= 0) costs[at]?.push(cost)
        }
      const of = (at: number, what: keyof Cost) => median((costs[at] ?? []).map((cost) => cost[what]))
      const milliseconds = (at: number, what: keyof Cost) => `${Math.round(of(at, what) * 1_000)} ms`
      const lines = own.map(({ what }, at): Line => {
        const most = promised[what]
        const measured = `${milliseconds(at, 'seconds')}; processor ${milliseconds(at, 'cpuSeconds')}; ${Math.round(of(at, 'peakMegabytes'))} MB`
        return { what: `vaultkeeper ${what}`, measured, promise: `< ${most} ms`, kept: of(at, 'seconds') * 1_000 < most }
      })
      const { table, missed } = linesAs('Ours', lines)
      const beside: Table = {
        title: 'Beside it',
        columns: ['', 'time', 'processor time'],
        rows: all
          .slice(own.length)
          .map(({ what }, at) => [what, milliseconds(own.length + at, 'seconds'), milliseconds(own.length + at, 'cpuSeconds')]),
      }
      const says = `${inWords.count(rounds)} times each, in turn; medians. The pages’ first use is measured by the part pages.`
      return { of: says, tables: [table, beside], missed, ...(missing === undefined ? {} : { notes: [missing] }), numbers: costs }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
