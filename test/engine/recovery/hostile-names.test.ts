import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { powerShell } from '../../../main/engine/recovery/power-shell.ts'
import { recoveryDocument } from '../../../main/engine/recovery/recovery-document.ts'
import { hostileTexts } from '../../helpers/hostile-names.ts'
import { blocksBelow, emptyComputer } from '../../helpers/recovery-commands.ts'
import { recoveryFacts, repositoryFacts, vaultFacts } from '../../helpers/recovery-facts.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

/** What a folder may be called. Each would make a file `hit` if the shell ever read more in it than a name. */
const names = [
  '$(touch hit)',
  '`touch hit`',
  "it's; touch hit; '",
  '"; touch hit; "',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the shell
  '$HOME ${HOME} \\',
  'two\nlines\n```\ntouch hit\n```sh\ntouch hit\n',
  '\ntouch hit',
  '-rf',
  '--target',
  ' leading and trailing ',
  '!! !touch #x',
  '*?[a-z]{b,c}~',
  '<!-- yours: begin notes -->',
  '<!-- yours: end first -->',
  '# heading',
  '&& touch hit ||',
  'esc\u001b[31m tab\t bell\u0007 \r return',
  'café \u202egnp.\u2066 \u00a0 🗝️',
  '=cmd %USERPROFILE% ^ 100%',
  '\u2018; touch hit; \u2019',
]

/** What restic would say and do, without any repository: it writes down how it was called, and makes the folder that it is to restore into. */
const pretended = `#!/bin/sh
for word in "$@"; do printf '%s\\0' "$word" >> "$HOME/called"; done
case " $* " in
  *" snapshots "*) printf 'ID        Time                 Host    Tags     Size\\n0123abcd  2026-01-01 00:00:00  laptop  vault:x  2 B\\n' ;;
esac
while [ $# -gt 1 ]; do
  if [ "$1" = --target ]; then mkdir -p "$2" && : > "$2/came"; fi
  shift
done
`

describe.each(['sh', 'bash'] as const)('whatever things are called, in %s', (shell) => {
  it('only what is meant is executed, and each vault comes to its own place', { timeout: 90_000 }, async () => {
    const vaults = names.map((name, at) =>
      vaultFacts({
        id: `v${at}`,
        name,
        path: `/home/ada/${name}`,
        to: { from: 'home', path: `in/${name}` },
        exclude: [name],
        only: [name],
      }),
    )
    const location = `/mnt/${names.join('')}`
    const repository = repositoryFacts({
      name: 'drive',
      words: location,
      folder: { from: 'root', path: location },
      vaults: vaults.map(({ id }) => ({ vault: id, whole: ['daily'], parts: [] })),
      secrets: [{ name: names.join(''), label: names.join('') }],
    })
    const agents = [
      {
        name: 'em',
        path: names.join(''),
        at: { from: 'home', path: `in/${names[0]}` } as const,
        vault: 'v0',
        start: ['sh', '-c', 'printf "%s" "$1" > said', 'x', names.join('')],
        dependsOn: names,
        preserve: names,
      },
    ]
    const document = recoveryDocument(recoveryFacts({ host: 'laptop', repositories: [repository], vaults, agents }), '2026-11-21')
    const restic = path.join(temporaryFolder('pretended'), 'restic')
    writeFileSync(restic, pretended)
    chmodSync(restic, 0o755)
    const computer = emptyComputer(restic, shell)
    const blocks = ['## Make ready', '## Place 1: drive', '## Agents'].flatMap((heading) => blocksBelow(document, heading))
    const said = await computer.run(blocks, [names[0] ?? ''])
    expect(said.code, said.stderr).toBe(0)
    expect(said.stderr).toBe('')
    expect(readdirSync(path.join(computer.home, 'in')).toSorted()).toEqual([...names].toSorted())
    expect(readdirSync(computer.home).toSorted()).toEqual(['called', 'in', 'vaultkeeper-recovery'])
    expect(readdirSync(path.join(computer.home, 'vaultkeeper-recovery'))).toEqual([])
    for (const name of names.slice(1)) expect(readdirSync(path.join(computer.home, 'in', name))).toEqual(['came'])
    expect(readFileSync(path.join(computer.home, 'called'), 'utf8').split('\0').slice(0, 4)).toEqual([
      '-r',
      location,
      '--no-lock',
      'snapshots',
    ])
    const told = path.join(computer.home, 'in', names[0] ?? '', 'said')
    await expect.poll(() => existsSync(told) && readFileSync(told, 'utf8')).toBe(names.join(''))
  })
})

it('no line of the document is begun by a name, no block is ended by one, and no tag is opened', () => {
  const all = [...names, ...hostileTexts]
  const vaults = all.map((name, at) =>
    vaultFacts({ id: `v${at}`, name, path: `/${name}`, to: { from: 'root', path: `/${name}` }, exclude: [name] }),
  )
  const plain = all.map((_, at) =>
    vaultFacts({ id: `v${at}`, name: 'plain', path: '/plain', to: { from: 'root', path: '/plain' }, exclude: ['plain'] }),
  )
  const repository = repositoryFacts({ vaults: vaults.map(({ id }) => ({ vault: id, whole: [], parts: [] })) })
  for (const platform of ['linux', 'win32'] as const) {
    const shapeOf = (of: typeof vaults) =>
      recoveryDocument(recoveryFacts({ platform, repositories: [repository], vaults: of }), '2026-11-21')
        .split('\n')
        .map((line) => line.slice(0, 3))
    expect(shapeOf(vaults)).toEqual(shapeOf(plain))
    const document = recoveryDocument(recoveryFacts({ platform, repositories: [repository], vaults }), '2026-11-21')
    const prose = document.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/(`+)[^`][\s\S]*?\1/g, '')
    expect(prose.match(/(?<!\\)<(?!https:\/\/restic\.net>|!-- yours: (?:begin|end) (?:first|notes) -->)/g)).toBeNull()
    expect(document.match(/^<!-- yours: .*$/gm)).toHaveLength(4)
    expect(document).not.toMatch(/[^\P{C}\n]/u)
  }
})

it('PowerShell reads each of them as one word, too', () => {
  expect(powerShell.word('plain')).toBe("'plain'")
  expect(powerShell.word("it's ‘so’ $(x)")).toBe("'it''s ‘‘so’’ $(x)'")
  expect(powerShell.word('two\nlines')).toBe("('two' + [char]::ConvertFromUtf32(10) + 'lines')")
  expect(powerShell.word('\n')).toBe("('' + [char]::ConvertFromUtf32(10))")
  expect(powerShell.word('')).toBe("''")
  expect(powerShell.place({ from: 'home', path: 'Notes/em' })).toBe("(Join-Path $HOME 'Notes\\em')")
})
