import { writeFileSync } from 'node:fs'

/**
 * Has the kernel leave all memory out of a core dump of this process, and of those that it starts from now on: restic's, say, which holds a password. Unlike a
 * limit of size this counts for programs that collect dumps, too, and costs one write. Linux only; elsewhere, and where it may not be set, the system's own
 * setting counts.
 * @see https://man7.org/linux/man-pages/man5/core.5.html ("Controlling which mappings are written to the core dump": inherited, and kept over execve)
 */
export function keepOutOfCoreDumps(): void {
  if (process.platform !== 'linux') return
  try {
    writeFileSync('/proc/self/coredump_filter', '0')
  } catch {
    // A kernel without core dumps, or a /proc that cannot be written.
  }
}
