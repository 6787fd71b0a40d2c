import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { refuseClosedHome } from '../../../main/engine/home/refuse-closed-home.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const daemonUser = 1
const program = path.resolve('main/engine/home/refuse-closed-home.ts')
/** Only root can be somebody else, and only where that one may read the program. */
const asRoot = process.getuid?.() === 0 && spawnSync('test', ['-r', program], { uid: daemonUser, gid: daemonUser }).status === 0

/** What an ordinary user is told of a home: root passes every mode bit. */
function told(root: string): { readonly sentence: string; readonly remedy: string } | null {
  const script = `import(${JSON.stringify(program)}).then(({ refuseClosedHome }) => {
    try { refuseClosedHome(${JSON.stringify(root)}); console.log('null') } catch ({ problem }) { console.log(JSON.stringify(problem)) }
  })`
  const ended = spawnSync(process.execPath, ['--conditions=source', '--input-type=module', '--eval', script], {
    uid: daemonUser,
    gid: daemonUser,
    encoding: 'utf8',
    env: {},
  })
  expect(ended.stderr).toBe('')
  return JSON.parse(ended.stdout)
}

function folders(): { readonly above: string; readonly home: string } {
  const above = path.join(temporaryFolder('closed'), 'above')
  const home = path.join(above, 'home')
  mkdirSync(home, { recursive: true })
  for (const folder of [path.dirname(above), above, home]) chmodSync(folder, 0o755)
  return { above, home }
}

describe('a home', () => {
  it('that is not there yet, or is ours, is open; a file is none', () => {
    const { home } = folders()
    expect(() => refuseClosedHome(home)).not.toThrow()
    expect(() => refuseClosedHome(path.join(home, 'new'))).not.toThrow()
    writeFileSync(path.join(home, 'file'), '')
    expect(() => refuseClosedHome(path.join(home, 'file'))).toThrow('cannot be made: a file is in the way')
  })

  it.runIf(asRoot)("of somebody else is told with its owner's name", () => {
    const { home } = folders()
    expect(told(home)).toMatchObject({
      code: 'home-not-allowed',
      sentence: `Vaultkeeper's folder ${home} is closed to you: it belongs to root.`,
      remedy: expect.stringMatching(/^Run Vaultkeeper as root, have the folder given to you \(chown\), or set VAULTKEEPER_HOME/),
    })
    chmodSync(home, 0)
    chownSync(home, 54321, 0)
    expect(told(home)?.sentence).toBe(`Vaultkeeper's folder ${home} is closed to you: it belongs to user 54321.`)
  })

  it.runIf(asRoot)('in a folder that nobody else may enter is told by that folder', () => {
    const { above, home } = folders()
    chmodSync(above, 0o700)
    expect(told(home)?.sentence).toBe(`${above}, in which Vaultkeeper's folder ${home} lies, is closed to you: it belongs to root.`)
  })

  it.runIf(asRoot)('of our own with rights that keep us out is told with how to open it', () => {
    const { home } = folders()
    chownSync(home, daemonUser, daemonUser)
    chmodSync(home, 0o700)
    expect(told(home)).toBeNull()
    chmodSync(home, 0o300)
    expect(told(home)).toMatchObject({
      sentence: `Vaultkeeper's folder ${home} is closed to you by the rights it has.`,
      remedy: expect.stringContaining(`chmod u+rwx '${home}'`),
    })
  })
})
