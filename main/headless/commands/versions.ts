import { exitCode } from '../../contract/exit-code.ts'
import type { NamedSnapshot, PathVersions } from '../../contract/procedures/files.ts'
import { printable } from '../../contract/words/printable.ts'
import { quoted } from '../../contract/words/quoted.ts'
import type { Core } from '../../engine/core.ts'
import type { Where } from '../../engine/runs/look-into.ts'
import { vaultFlag } from '../../engine/runs/vault-flag.ts'
import { type CommonOptions, fromWhereCalled, withClient } from '../command-host.ts'
import type { Screen } from '../terminal/screen.ts'
import { showUnasked } from '../terminal/show-unasked.ts'
import { table } from '../terminal/table.ts'
import { bytesInWords, counted, whenInWords } from '../terminal/words.ts'

/** `vaultkeeper versions PATH`: the newest first; snapshots in which it did not change are one. */
export function versionsCommand(path: string, options: CommonOptions & Where): Promise<number> {
  return withClient(options, async ({ engine, client, signal, screen }) => {
    const { vault, repository } = options
    const asked = { vault, repository, path, onDisk: fromWhereCalled(path) }
    const { found, vaults, unasked } = await client.files.versions(asked, { signal })
    const code = unasked.length === 0 ? exitCode.done : exitCode.warnings
    // A plan gives the snapshots of all its vaults one label.
    const several = vaults > 1
    if (screen.json) screen.emit({ command: 'versions', exitCode: code, found, unasked })
    else
      for (const [number, one] of found.entries()) {
        if (number > 0) screen.say('')
        show(one, found, { core: engine.core, several }, screen)
      }
    showUnasked(unasked, screen)
    return code
  })
}

type Seen = { readonly core: Core; readonly several: boolean }

function show(one: PathVersions, all: readonly PathVersions[], { core, several }: Seen, screen: Screen): void {
  const { repository, vault, vaultName, path, gone, versions } = one
  const snapshots = versions.reduce((sum, version) => sum + version.snapshots.length, 0)
  const where = [
    ...(vaultName === null ? [] : [`in ${printable(vaultName)}`]),
    ...(new Set(all.map((other) => other.repository)).size > 1 ? [`in "${printable(repository)}"`] : []),
  ].join(', ')
  screen.say(
    `${screen.paint('strong', printable(path))}${where === '' ? '' : ` ${where}`}: ${counted(versions.length, 'version')} in ${counted(snapshots, 'snapshot')}${gone ? `; ${screen.paint('attention', 'deleted since')}` : ''}`,
  )
  const now = core.ports.clock.now()
  const rows = versions.map(({ type, size, mtime, snapshots: having }) => [
    `  ${whenInWords(new Date(mtime), now).replace(/^on /, '')}`,
    type === 'file' ? bytesInWords(size) : type === 'symlink' ? 'link' : type === 'dir' ? 'folder' : type,
    counted(having.length, 'snapshot'),
    spanOf(having),
  ])
  for (const line of table([['  changed', 'size', 'in', ''].map((text) => screen.paint('faint', text)), ...rows], [1])) screen.say(line)
  const lastOf = (of: number) => versions[of]?.snapshots.findLast(({ label }) => label !== null) ?? versions[of]?.snapshots.at(-1)
  const [newest, before] = [lastOf(0), lastOf(1)]
  if (newest === undefined || one !== all[0] || versions[0]?.type === 'dir') return
  const advise = (words: string, command: (...names: string[]) => string, ...named: NamedSnapshot[]) => {
    // A safety snapshot has no label, and is of no vault.
    const byId = several && named.some(({ label }) => label === null)
    const which = several && !byId && vault !== null ? ` ${vaultFlag(core, vault)}` : ''
    const names = named.map(({ id, label }) => (byId ? null : label) ?? id.slice(0, 8))
    screen.say(screen.paint('faint', `${words}: vaultkeeper ${command(...names)}${which}`))
  }
  advise('Look at one with', (name) => `show ${quoted(`${name}:${path}`)}`, newest)
  const wanted = gone ? newest : before
  if (wanted !== undefined)
    advise('Get one back with', (name) => `restore ${quoted(`${name}:${path}`)} --in-place --overwrite keep-both`, wanted)
  if (before !== undefined) advise('Compare two with', (one, other) => `diff ${one} ${other} ${quoted(path)}`, before, newest)
}

/** `daily/2026-11-14 to daily/2026-11-20`; snapshots without a label by their ids. */
function spanOf(snapshots: readonly NamedSnapshot[]): string {
  const name = (snapshot: NamedSnapshot | undefined) => snapshot?.label ?? snapshot?.id.slice(0, 8) ?? ''
  const [first, last] = [snapshots[0], snapshots.at(-1)]
  return first === last ? printable(name(first)) : `${printable(name(first))} to ${printable(name(last))}`
}
