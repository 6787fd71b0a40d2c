import { spawn } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

/** The blocks of commands of a recovery document below a heading and below those of less rank in it, each as its lines. */
export function blocksBelow(document: string, heading: string): string[] {
  const lines = document.split('\n')
  const first = lines.indexOf(heading)
  if (first < 0) throw new Error(`There is no heading "${heading}".`)
  const rank = heading.indexOf(' ')
  const blocks: string[][] = []
  let open = false
  for (const line of lines.slice(first + 1)) {
    const marks = /^(#+) /.exec(line)
    if (!open && marks !== null && (marks[1]?.length ?? 0) <= rank) break
    if (line === '```') open = false
    else if (open) blocks.at(-1)?.push(line)
    else if (/^```(?:sh|powershell)$/.test(line)) {
      open = true
      blocks.push([])
    }
  }
  return blocks.map((block) => block.join('\n'))
}

/** An empty computer: a home folder with nothing in it, restic, and the programs that every system has. */
export type EmptyComputer = {
  readonly home: string
  readonly run: (blocks: readonly string[], answers: readonly string[]) => Promise<Said>
}

type Said = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** @param restic the program that is called so there @param shell which reads the blocks */
export function emptyComputer(restic: string, shell: 'sh' | 'bash' = 'sh'): EmptyComputer {
  const folder = temporaryFolder('empty')
  const [home, programs] = [path.join(folder, 'home'), path.join(folder, 'programs')]
  for (const made of [home, programs]) mkdirSync(made)
  symlinkSync(restic, path.join(programs, 'restic'))
  const run = (blocks: readonly string[], answers: readonly string[]) => {
    const script = path.join(folder, 'script')
    writeFileSync(script, `${blocks.join('\n')}\n`)
    const child = spawn(shell, [script], {
      cwd: folder,
      env: { PATH: `${programs}:/usr/bin:/bin`, HOME: home, TZ: 'UTC' },
      timeout: 120_000,
    })
    child.stdin.end(answers.map((answer) => `${answer}\n`).join(''))
    const said = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text))
    return new Promise<Said>((resolve, reject) => child.on('error', reject).on('close', (code) => resolve({ code, ...said })))
  }
  return { home, run }
}
