import type { KitStep } from './kit-way.ts'

/** What the script says of itself. */
type ScriptAbout = {
  readonly made: string
  readonly host: string
  readonly location: string
  readonly id: string
  readonly steps: readonly Pick<KitStep, 'title' | 'commands'>[]
}

/** A command that says ID where a person is to write one. */
const wantsId = /\srestore ID\s/

/** The commands of a kit as one script, with what they are for as comments, for whoever would rather scan than type. Ends with a line break. Pure. */
export function kitScript({ made, host, location, id, steps }: ScriptAbout): string {
  const lines = [
    `# Vaultkeeper emergency kit, ${made.slice(0, 10)}, ${host}`,
    `# Repository ${id}`,
    `# at ${location}`,
    '# Needs restic (https://restic.net)',
  ]
  for (const { title, commands } of steps) {
    // What else there is to say stands on the paper: the shorter, the fewer codes.
    lines.push(`# ${title.replace(/\.\s.*$/s, '')}`.replace(/\s+/g, ' '))
    lines.push(...commands.map((command) => (wantsId.test(command) ? `# ${command}` : command)))
  }
  return `${lines.join('\n')}\n`
}

/**
 * A text in parts of at most so many bytes in UTF-8, cut after line breaks; a line that is longer by itself is a part of its own. Put together they are the
 * text. Pure.
 */
export function inParts(text: string, most: number): string[] {
  const parts: string[] = []
  for (const line of text.split(/(?<=\n)/)) {
    const last = parts.at(-1)
    if (last !== undefined && Buffer.byteLength(last) + Buffer.byteLength(line) <= most) parts[parts.length - 1] = last + line
    else parts.push(line)
  }
  return parts
}
