import { open } from 'node:fs/promises'

/**
 * What a file is by its first bytes: a program of some operating system (with the machine it is built for, as Node names it, where that
 * can be told), a script with a `#!` line, plain text, nothing at all, or something else.
 */
export type ExecutableKind = Readonly<
  | { kind: 'program'; platform: 'linux' | 'darwin' | 'win32'; arch: string | undefined }
  | { kind: 'script' | 'text' | 'empty' | 'other' | 'unreadable' }
>

/**
 * Looks at the first bytes of `file`. This must happen before a file is run: where the kernel does not know the format, the C library
 * hands the file to `/bin/sh`, so that naming a page of notes as "restic" would run the notes line by line.
 */
export async function executableKind(file: string): Promise<ExecutableKind> {
  let handle: Awaited<ReturnType<typeof open>>
  try {
    handle = await open(file, 'r')
  } catch {
    return { kind: 'unreadable' }
  }
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0)
    return kindOfBytes(buffer.subarray(0, bytesRead))
  } catch {
    return { kind: 'unreadable' }
  } finally {
    await handle.close()
  }
}

/** The same for bytes already at hand: the first kilobyte of a file is enough. */
export function kindOfBytes(head: Buffer): ExecutableKind {
  if (head.length === 0) return { kind: 'empty' }
  if (head.subarray(0, 4).toString('latin1') === '\x7fELF') return { kind: 'program', platform: 'linux', arch: elfMachine(head) }
  if (head.subarray(0, 2).toString('latin1') === 'MZ') return { kind: 'program', platform: 'win32', arch: peMachine(head) }
  if (isMachO(head)) return { kind: 'program', platform: 'darwin', arch: machOMachine(head) }
  if (head.subarray(0, 2).toString('latin1') === '#!') return { kind: 'script' }
  return { kind: head.includes(0) ? 'other' : 'text' }
}

/** ELF: `e_machine` at byte 18, in the byte order named at byte 5. */
function elfMachine(head: Buffer): string | undefined {
  if (head.length < 20) return undefined
  const machine = head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18)
  return { 3: 'ia32', 40: 'arm', 62: 'x64', 183: 'arm64' }[machine]
}

/** PE: the offset of the header stands at byte 60, `PE\0\0` there, and the machine after it. */
function peMachine(head: Buffer): string | undefined {
  if (head.length < 64) return undefined
  const header = head.readUInt32LE(60)
  if (header + 6 > head.length) return undefined
  return { 332: 'ia32', 34404: 'x64', 43620: 'arm64' }[head.readUInt16LE(header + 4)]
}

function isMachO(head: Buffer): boolean {
  if (head.length < 8) return false
  return [0xfeedfacf, 0xcffaedfe, 0xfeedface, 0xcefaedfe, 0xcafebabe].includes(head.readUInt32BE(0))
}

/** Mach-O, 64 bit, little endian: the CPU type at byte 4; a universal binary (`cafebabe`) fits more than one. */
function machOMachine(head: Buffer): string | undefined {
  if (head.readUInt32BE(0) !== 0xcffaedfe) return undefined
  return { 16777223: 'x64', 16777228: 'arm64' }[head.readUInt32LE(4)]
}

/**
 * Whether a machine runs programs of this kind. Only what surely cannot run is refused: Macs and Windows on ARM translate x64 programs,
 * 64-bit Linux runs 32-bit ones, and an unknown machine is left to the kernel to judge.
 */
export function fitsMachine(kind: ExecutableKind, platform: string, arch: string): boolean {
  if (kind.kind !== 'program') return true
  if (
    kind.platform !== platform &&
    (kind.platform === 'win32' || platform === 'win32' || kind.platform === 'darwin' || platform === 'darwin')
  )
    return false
  const machines: Record<string, readonly string[]> = {
    x64: platform === 'darwin' ? ['x64'] : ['x64', 'ia32'],
    arm64: platform === 'linux' ? ['arm64', 'arm'] : ['arm64', 'x64', 'ia32'],
  }
  return kind.arch === undefined || machines[arch] === undefined || machines[arch].includes(kind.arch)
}
