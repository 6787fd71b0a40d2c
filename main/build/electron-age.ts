import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import about from 'electron/package.json' with { type: 'json' }

/** What the registry tells of Electron: the newest stable version, and when each version came. */
export type Releases = { readonly latest: string; readonly time: Readonly<Record<string, string>> }

/** How long a new stable major may be there until ours is too old, in days. The one before it still gets its security fixes meanwhile. */
const grace = 56

/**
 * Says that the app is built with too old an Electron: a newer stable major has been there for eight weeks, or two have. Pure. It is asked when packages are
 * made and in no test: a test that fails by itself on some day tells nobody what he broke.
 */
export function tooOld(ours: string, { latest, time }: Releases, now: Date): string | undefined {
  const [mine, newest] = [majorOf(ours), majorOf(latest)]
  const came = time[`${mine + 1}.0.0`]
  const days = came === undefined ? 0 : Math.floor((now.getTime() - Date.parse(came)) / 86_400_000)
  if (newest <= mine || (newest === mine + 1 && days <= grace)) return undefined
  return `Electron ${ours} is old: ${mine + 1} has been there for ${days} days, and ${latest} is the newest. Move to it before this is given to others.`
}

/** As {@link tooOld}, of the Electron that is installed and today; says so where the registry cannot be asked. */
export async function electronAge(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('npm', ['view', 'electron', 'dist-tags', 'time', '--json'], {
      timeout: 30_000,
      maxBuffer: 16 * 1024 * 1024,
      shell: process.platform === 'win32',
    })
    const { 'dist-tags': tags, time } = JSON.parse(stdout) as { 'dist-tags': { latest: string }; time: Record<string, string> }
    return tooOld(about.version, { latest: tags.latest, time }, new Date())
  } catch {
    return `Whether Electron ${about.version} is too old could not be found out: the registry does not answer.`
  }
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10)
}
