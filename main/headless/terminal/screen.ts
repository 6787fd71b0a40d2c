import { styleText } from 'node:util'

/** Where a command writes to, and what that place can show. */
export type Screen = {
  readonly json: boolean
  /** A person's answer: standard output, not with `--json`. */
  readonly say: (line: string) => void
  /** Text that is not ours, such as lines of a file: said as it is. */
  readonly quote: (line: string) => void
  /** On the way to it: standard error, so that output can be piped. */
  readonly tell: (line: string) => void
  /** The one JSON object of a command, or a line of several. */
  readonly emit: (value: unknown) => void
  /** Replaces the line of progress on a terminal; elsewhere nothing. */
  readonly live: (line: string) => void
  readonly isTerminal: boolean
  /** Columns of the terminal. */
  readonly width: number
  /** Columns of standard output, where that is a terminal; else there is no end to a line. */
  readonly lineWidth: number
  readonly paint: (style: 'good' | 'bad' | 'attention' | 'faint' | 'strong' | 'marked', text: string) => string
}

const styles = { good: 'green', bad: 'red', attention: 'yellow', faint: 'gray', strong: 'bold', marked: 'inverse' } as const

const commands =
  /\bvaultkeeper (?=(?:init|backup|status|snapshots|ls|restore|verify|history|secret|unlock|doctor|config|service|changes|approve|revert|daemon|pause|resume|pin|unpin|prune|notify-test|find|versions|diff|show|index|undo|serve|repository|recovery-doc|git|kit|drill|agents|recover)\b)/g

/** What JSON leaves as it is, and a terminal may take for a command. */
function asciiControls(json: string): string {
  return json.replace(/[\u007f-\u009f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The scripts of npm that we are run by. */
const fromCheckout = new Set(['vaultkeeper', 'start'])

/** Commands in our advice, as this person has to type them: from a checkout they go through npm. */
function asTyped(line: string): string {
  return fromCheckout.has(process.env['npm_lifecycle_event'] ?? '') ? line.replace(commands, 'npm run -s vaultkeeper -- ') : line
}

/** The terminal or pipe that this process was given. Colours only on a terminal, and not where NO_COLOR is set (https://no-color.org). */
export function createScreen(json: boolean): Screen {
  const isTerminal = process.stderr.isTTY === true
  let liveShown = false
  const clear = () => {
    if (liveShown) process.stderr.write('\r\x1b[2K')
    liveShown = false
  }
  const coloured = process.stdout.isTTY === true && !process.env['NO_COLOR']
  return {
    json,
    isTerminal,
    width: process.stderr.columns || 80,
    lineWidth: process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY,
    say: (line) => {
      clear()
      if (!json) process.stdout.write(`${asTyped(line)}\n`)
    },
    quote: (line) => {
      clear()
      if (!json) process.stdout.write(`${line}\n`)
    },
    tell: (line) => {
      clear()
      if (!json) process.stderr.write(`${asTyped(line)}\n`)
    },
    emit: (value) => {
      clear()
      process.stdout.write(`${asciiControls(JSON.stringify(value))}\n`)
    },
    live: (line) => {
      if (!isTerminal || json) return
      process.stderr.write(`\r\x1b[2K${line}`)
      liveShown = true
    },
    paint: (style, text) => (coloured ? styleText(styles[style], text, { validateStream: false }) : text),
  }
}
