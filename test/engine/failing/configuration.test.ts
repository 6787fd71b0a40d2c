import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { editConfiguration } from '../../../main/engine/config/edit-configuration.ts'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { configurationHome } from '../../helpers/configuration-home.ts'
import { noteFigure, seedOf } from '../../helpers/figure.ts'
import { seeded } from '../../helpers/seeded.ts'
import { wrongEnd } from '../../helpers/sweep-bench.ts'
import { sweepCalls } from '../../helpers/sweep-calls.ts'

const seed = seedOf(20261122)
const everyOne = Number.POSITIVE_INFINITY

/** A file that a person wrote, before an edit and behind it. */
const textOf = (hour: number) => `{
  "version": 1, // mine
  "vaults": { "notes": { "path": "~/Notes" } },
  "plans": { "notes": { "kind": "daily", "schedule": "0 ${hour} * * *", "sources": ["notes"] } }
}
`
const edits = (hour: number) => [{ path: ['plans', 'notes', 'schedule'], value: `0 ${hour} * * *` }]

/** As it was before there were versions. */
const oldText = textOf(7).replace('  "version": 1, // mine\n', '').replace('"schedule"', '"cron"').replace('"sources"', '"vaults"')

const temporary = (root: string) => readdirSync(root).filter((name) => name.includes('.tmp') || /\d{6,}$/.test(name))

/** Where older files are kept. Where one place cannot be looked at, it is the next. */
const keptIn = (root: string) =>
  readdirSync(root)
    .filter((name) => name.startsWith('backup_schedule.v0'))
    .map((name) => path.join(root, name))

describe('the n-th call fails', { timeout: 600_000 }, () => {
  it('of a write of the configuration: it says what was wished or what it said before, and the next write is as always', async () => {
    const home = configurationHome(textOf(7))
    await loadConfiguration(home)
    const { calls, cases, wrong } = await sweepCalls(seeded(seed), everyOne, {
      folders: [home.root],
      prepare: () => writeFileSync(home.file, textOf(7)),
      work: () => editConfiguration(home, edits(8)),
      judge: async (came) => {
        const now = home.read()
        const torn = [textOf(7), textOf(8)].includes(now) ? [] : [`the file says ${now}`]
        const unsaid = came.thrown === undefined && now !== textOf(8) ? ['it is said to be written'] : []
        const { problems } = await editConfiguration(home, edits(9))
        const next = home.read() === textOf(9) ? problems.map(({ sentence }) => sentence) : ['the next edit is not written']
        return [...wrongEnd(came), ...torn, ...unsaid, ...next, ...temporary(home.root).map((name) => `left behind: ${name}`)]
      },
    })
    expect(wrong).toEqual([])
    expect(cases).toBeGreaterThan(calls)
    noteFigure('failing-configuration', { says: `each of ${calls} calls of a configuration write fails`, seed, cases, wrong: wrong.length })
  })

  it('of bringing an older file up: it is the old one or the new one, the old one is kept, and what it says is in force', async () => {
    const home = configurationHome(oldText)
    const brought = await loadConfiguration(home)
    const newText = home.read()
    expect(newText).not.toBe(oldText)
    expect(keptIn(home.root).map((place) => readFileSync(place, 'utf8'))).toEqual([oldText])
    const { calls, cases, wrong } = await sweepCalls(seeded(seed), everyOne, {
      folders: [home.root],
      prepare: () => {
        for (const place of keptIn(home.root)) rmSync(place)
        writeFileSync(home.file, oldText)
      },
      work: () => loadConfiguration(home),
      judge: async (came) => {
        const now = home.read()
        const torn = [oldText, newText].includes(now) ? [] : [`the file says ${now}`]
        const next = await loadConfiguration(home)
        const differs = JSON.stringify(next.configuration) === JSON.stringify(brought.configuration) ? [] : ['something else is in force']
        return [
          ...wrongEnd(came),
          ...torn,
          ...differs,
          ...next.problems.map(({ sentence }) => sentence),
          ...(home.read() === newText && keptIn(home.root).some((place) => readFileSync(place, 'utf8') === oldText)
            ? []
            : ['it was not brought up']),
          ...temporary(home.root).map((name) => `left behind: ${name}`),
        ]
      },
    })
    expect(wrong).toEqual([])
    expect(cases).toBeGreaterThan(calls)
    noteFigure('failing-migration', {
      says: `each of ${calls} calls fails while an older configuration is brought up`,
      seed,
      cases,
      wrong: wrong.length,
    })
  })
})
