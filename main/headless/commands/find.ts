import { join } from 'node:path'
import { exitCode } from '../../contract/exit-code.ts'
import type { FoundInVault } from '../../contract/procedures/files.ts'
import { printable } from '../../contract/words/printable.ts'
import { quoted } from '../../contract/words/quoted.ts'
import type { FindRequest } from '../../engine/content/find-paths.ts'
import type { Core } from '../../engine/core.ts'
import { foreignVaultOf } from '../../engine/hosts/foreign-vault.ts'
import { vaultFlag } from '../../engine/runs/vault-flag.ts'
import { knownVaults } from '../../engine/state/queries.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import type { Screen } from '../terminal/screen.ts'
import { showUnasked } from '../terminal/show-unasked.ts'
import { table } from '../terminal/table.ts'
import { bytesInWords, count, counted, moment } from '../terminal/words.ts'

/** What `find` is asked for. */
export type FindOptions = CommonOptions & Omit<FindRequest, 'pattern'>

/** `vaultkeeper find PATTERN`: one line for each path, however many snapshots have it. */
export function findCommand(pattern: string, options: FindOptions): Promise<number> {
  return withClient(options, async ({ engine, client, signal, screen }) => {
    const { vault, repository, in: only, limit } = options
    const { groups, unasked } = await client.files.find({ pattern, vault, repository, in: only, limit }, { signal })
    const code = unasked.length === 0 ? exitCode.done : exitCode.warnings
    if (screen.json) screen.emit({ command: 'find', exitCode: code, groups, unasked })
    else show(engine.core, groups, pattern, options, screen)
    showUnasked(unasked, screen)
    return code
  })
}

function show(core: Core, groups: readonly FoundInVault[], pattern: string, options: FindOptions, screen: Screen): void {
  const [first] = groups.flatMap((group) => group.found.map((one) => ({ ...one, group })))
  if (first === undefined) {
    screen.say(`Nothing is called "${printable(pattern)}".`)
    // Whoever types one of these may mean a regular expression, or the character itself.
    if (/[*?[\]\\^$+|(){}]/.test(pattern))
      screen.tell('  * ? [ ] and ** stand for other characters, the rest for itself; a backslash before one of them means it itself.')
  }
  // That a file is another machine's is said also where there is nothing else.
  const several = groups.length > 1 || groups.some(({ vault }) => vault !== null && foreignVaultOf(vault) !== undefined)
  const repositories = new Set(groups.map(({ repository }) => repository)).size
  for (const [number, group] of groups.entries()) {
    if (number > 0) screen.say('')
    const where = repositories > 1 ? ` in ${printable(group.repository)}` : ''
    if (several) screen.say(screen.paint('strong', `${printable(headOf(core, groups, group))}${where}`))
    for (const line of groupLines(group, options.in !== undefined, screen)) screen.quote(line)
    if (group.more) screen.tell(screen.paint('faint', `The first ${count(options.limit)}; more with: --limit ${options.limit * 10}`))
  }
  if (first !== undefined && first.type !== 'dir') {
    const { vault } = first.group
    const which = several && vault !== null ? ` ${vaultFlag(core, vault)}` : ''
    // Its whole path, for a part of it may be another file where somebody stands.
    const root = knownVaults(core.state.database).find(({ id }) => id === vault)?.path
    const path = root === undefined ? first.path : join(root, first.path)
    screen.tell(screen.paint('faint', `What it was over time: vaultkeeper versions ${quoted(path)}${which}`))
  }
}

/** A vault is told from another one of its name by its folder. */
function headOf(core: Core, groups: readonly FoundInVault[], { vault, vaultName, of }: FoundInVault): string {
  if (vaultName === null) return of === 0 ? 'Saved before restores' : 'Of no vault'
  const isAlone = groups.every((one) => one.vault === vault || one.vaultName !== vaultName)
  const folder = knownVaults(core.state.database).find(({ id }) => id === vault)?.path
  return isAlone || folder === undefined ? vaultName : `${vaultName} (${folder})`
}

/** The path stands last, so that a long one breaks no column. */
function groupLines({ found, of }: FoundInVault, inOne: boolean, screen: Screen): string[] {
  const day = (time: string) => moment(new Date(time)).slice(0, 10)
  const rows = found.map(({ path, type, size, mtime, snapshots, oldest, newest, gone }) => {
    const [since, until] = [day(oldest.time), day(newest.time)]
    return [
      { text: type === 'dir' ? 'folder' : type === 'file' ? bytesInWords(size) : type === 'symlink' ? 'link' : type },
      { text: moment(new Date(mtime)) },
      ...(inOne
        ? []
        : [
            { text: of === 0 ? counted(snapshots, 'snapshot') : `${count(snapshots)} of ${counted(of, 'snapshot')}` },
            { text: since === until ? since : `${since} to ${until}` },
          ]),
      ...(inOne ? [] : [{ text: gone ? screen.paint('attention', 'deleted') : '' }]),
      { text: `${printable(path)}${type === 'dir' ? '/' : ''}` },
    ]
  })
  const titles = inOne ? ['size', 'changed', 'path'] : ['size', 'changed', 'in', 'from and until', '', 'path']
  return table([titles.map((text) => screen.paint('faint', text)), ...rows.map((row) => row.map(({ text }) => text))], [0])
}
