import { readFileSync } from 'node:fs'

/** Something that is mounted: where, the number of its device (`8:1`), its kind (`ext4`) and what it is mounted from (`/dev/sda1`, `nas:/backup`). */
export type Mount = { readonly point: string; readonly number: string; readonly type: string; readonly source: string }

/** All that is mounted now, the later above the earlier. Nothing where the system does not tell, as any but Linux. */
export function readMounts(): Mount[] {
  try {
    return parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'))
  } catch {
    return []
  }
}

/**
 * Reads lines like `36 35 98:0 /root /mnt rw,noatime master:1 - ext3 /dev/root rw`; what is no such line is left out. Pure.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , number, , point] = before.split(' ')
    const [type, source] = after.split(' ')
    if (number === undefined || point === undefined || type === undefined || source === undefined) return []
    return [{ point: unescaped(point), number, type, source: unescaped(source) }]
  })
}

/** Blanks, line breaks and backslashes are written as octal numbers there. */
function unescaped(name: string): string {
  return name.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
