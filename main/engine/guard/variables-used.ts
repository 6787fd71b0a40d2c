/** A variable that a file of the set-up uses, and where. */
export type UsedVariable = { readonly name: string; readonly file: string; readonly line: number }

/** What a shell and Claude Code set by themselves. */
const given =
  /^(?:CLAUDE_\w+|HOME|PATH|USER|LOGNAME|SHELL|PWD|OLDPWD|TMPDIR|TEMP|TMP|LANG|LC_\w+|TERM|EDITOR|HOSTNAME|UID|PPID|RANDOM|SECONDS|LINENO|IFS|CI|XDG_\w+|SSH_\w+|USERPROFILE|APPDATA|LOCALAPPDATA|ProgramFiles|VAULTKEEPER_\w+)$/

/**
 * The variables that `.mcp.json` or `.claude/settings.json` uses without a value of their own: `${NAME}`, but not `${NAME:-value}`, and in commands of hooks `$NAME`.
 * What the file itself sets (`env`) is none. Pure.
 * @see https://docs.claude.com/en/docs/claude-code/mcp#environment-variable-expansion-in-mcp-json
 */
export function variablesIn(text: string, file: string): UsedVariable[] {
  const settings = file.startsWith('.claude/')
  // Of both the example names capitals only: $1 and ${x} are a script's own.
  const uses = settings ? /\$(?:\{([A-Z][A-Z0-9_]*)\}|([A-Z][A-Z0-9_]+)\b)/g : /\$\{([A-Z][A-Z0-9_]*)\}/g
  const set = new Set(
    settings
      ? [...text.matchAll(/"([A-Z][A-Z0-9_]*)"\s*:\s*"/g), ...text.matchAll(/(?<![$\w])([A-Z][A-Z0-9_]*)=/g)].map(([, name]) => name)
      : [],
  )
  return first(
    [...text.matchAll(uses)].map((match) => ({
      name: match[1] ?? match[2] ?? '',
      file,
      line: text.slice(0, match.index).split('\n').length,
    })),
  ).filter(({ name }) => !given.test(name) && !set.has(name))
}

/** The names that a `.env` sets; never what to. Pure. */
export function namesInEnvironment(text: string, file: string): UsedVariable[] {
  return first(
    text.split(/\r\n|\r|\n/).flatMap((line, index) => {
      const name = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line)?.[1]
      return name === undefined ? [] : [{ name, file, line: index + 1 }]
    }),
  )
}

/** The names in an example: also those in a comment, as `# NAME=`. Pure. */
export function namesInExample(text: string): Set<string> {
  return new Set([...text.matchAll(/^\s*(?:#\s*)?(?:export\s+)?([A-Za-z_]\w*)\s*=/gm)].map(([, name]) => name ?? ''))
}

/** Each name once, where it comes up first. Pure. */
export function first(used: readonly UsedVariable[]): UsedVariable[] {
  return used.filter((one, index) => used.findIndex(({ name }) => name === one.name) === index)
}
