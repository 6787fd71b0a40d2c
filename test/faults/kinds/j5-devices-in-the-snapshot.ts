import { execFileSync } from 'node:child_process'
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { noteOf } from '../operations.ts'

/** A snapshot holds a program with the setuid bit, a device and a FIFO, and root restores it: none of them comes back unasked, and that is said. */
export const kind: Kind = {
  id: 'J5',
  says: 'setuid, devices and FIFOs in the snapshot',
  operations: ['restore', 'drill'],
  needs: ['root'],
  arm: async (bench) => {
    const odd = path.join(bench.vault, 'odd')
    mkdirSync(odd)
    writeFileSync(path.join(odd, 'program'), '#!/bin/sh\n')
    chmodSync(path.join(odd, 'program'), 0o6755)
    execFileSync('mknod', [path.join(odd, 'null'), 'c', '1', '3'])
    execFileSync('mkfifo', [path.join(odd, 'pipe')])
    const saved = await bench.json(['backup', bench.vault])
    return {
      hit: () => saved.code === 0 || saved.code === 3,
      // What is left out on purpose is no difference.
      vaultMoved: true,
      wrong: ({ code, stdout, answer }) => {
        const there = allBelow(bench.back)
        return [
          ...there.flatMap((place) => {
            const stat = lstatSync(place)
            if (stat.isCharacterDevice() || stat.isFIFO() || stat.isBlockDevice())
              return [`J5: ${path.basename(place)} came back as what it was`]
            return stat.isFile() && (stat.mode & 0o6000) !== 0 ? [`J5: ${path.basename(place)} has its setuid bit`] : []
          }),
          ...(code === 0 || code === 3 ? [] : [`J5: ended with ${code}: ${answer?.problem?.sentence}`]),
          ...(there.length === 0 || /odd\/(null|pipe|program)/.test(stdout) ? [] : ['J5: what is left out is not said']),
        ]
      },
      disarm: () => {
        rmSync(odd, { recursive: true })
        writeFileSync(noteOf(bench.vault, 1), 'J5')
      },
      next: ({ code, answer }) => (code === 0 || code === 3 ? [] : [`J5: the next one ended with ${code}: ${answer?.problem?.sentence}`]),
    }
  },
}

function allBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => path.join(entry.parentPath, entry.name))
  } catch {
    return []
  }
}
