import { spawnSync } from 'node:child_process'
import { readFileSync, statfsSync } from 'node:fs'
import { cpus, release, type as systemName, tmpdir, totalmem } from 'node:os'
import { project } from '../../main/build/project.ts'
import { findPeer, peerPackages, systemPath } from './race/peers.ts'

/** What was measured on, and with what: a report without it says nothing. */
export function describeMachine(restic: string): Record<string, string> {
  const [first] = cpus()
  const { type, bsize, blocks, bavail } = statfsSync(tmpdir())
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
  const peers = peerPackages.map(({ program, asks }) => [program, versionOf(findPeer(program), asks)] as const)
  return {
    processor: `${cpus().length} x ${first?.model ?? 'unknown'}`,
    memory: gigabytes(totalmem()),
    disk: `${gigabytes(bavail * bsize)} free of ${gigabytes(blocks * bsize)}, ${fileSystems[type] ?? `file system ${type.toString(16)}`}`,
    system: `${systemName()} ${release()}, ${nameOfSystem()}`,
    vaultkeeper: `${JSON.parse(readFileSync(`${project}/package.json`, 'utf8')).version}, commit ${commit()}`,
    node: process.version,
    restic: versionOf(restic, ['version']),
    ...Object.fromEntries(peers.filter(([, version]) => version !== '')),
  }
}

/** By the numbers of statfs(2). */
const fileSystems: Record<number, string> = {
  61267: 'ext4',
  16914836: 'tmpfs',
  2435016766: 'btrfs',
  1481003842: 'xfs',
  2035054128: 'overlayfs',
}

function versionOf(program: string | undefined, asks: readonly string[]): string {
  if (program === undefined) return ''
  const { stdout, stderr } = spawnSync(program, asks, {
    encoding: 'utf8',
    timeout: 20_000,
    env: { PATH: systemPath, QT_QPA_PLATFORM: 'offscreen' },
  })
  return (
    `${stdout}${stderr}`
      .split('\n')
      .find((line) => /\d+\.\d+/.test(line))
      ?.trim() ?? ''
  )
}

function nameOfSystem(): string {
  return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? ''
}

function commit(): string {
  const git = (...parameters: string[]) => spawnSync('git', parameters, { cwd: project, encoding: 'utf8' }).stdout.trim()
  const changed = git('status', '--porcelain', '--', 'main', 'preload', 'renderer') === '' ? '' : ', with changes'
  return `${git('rev-parse', '--short=12', 'HEAD')}${changed}`
}
