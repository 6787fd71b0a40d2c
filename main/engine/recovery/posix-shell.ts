// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of the shell
import type { NewPlace, Shell } from './shell.ts'

/** The folder in which one works on the new machine: files that restic needs lie there. */
export const workFolder = 'vaultkeeper-recovery'

/**
 * sh, bash and zsh. The newest state of a vault is put together from the list of its snapshots, as restic prints it in the order of time: the newest that holds
 * all of it, then what newer ones hold of parts of it. One that is dated in the future was made while a clock was wrong, and is left out. What comes back is put
 * into a folder beside, and moved in its place when all of it is there: cut off, the same command goes on. Where the place cannot be removed, as where a disk is mounted there,
 * it comes straight into it, and an empty folder `.coming-back` in it says that it is not all there yet. A vault within one that came back is laid over that: what
 * is newer than all that was taken of the other wins, and of anything else the newer file, for nobody can tell which of the two saw a file last.
 * @see https://restic.readthedocs.io/en/stable/045_working_with_repos.html#listing-all-snapshots
 */
export const posixShell: Shell = {
  language: 'sh',
  called: 'a terminal (sh, bash or zsh)',
  prepare: (machine) => [
    `mkdir -p "$HOME"/${workFolder} && cd "$HOME"/${workFolder}`,
    `machine=${word(machine)} brought=`,
    "lf=$(printf '\\n_') && lf=${lf%_}",
    'ask() {',
    `  printf '%s: ' "$2"`,
    '  stty -echo 2>/dev/null',
    '  IFS= read -r "$1"',
    '  stty echo 2>/dev/null',
    '  echo',
    '  export "$1"',
    '}',
    'newest() {',
    `  backups snapshots --compact --host "$machine" --tag "$1" | awk -v now="$(date '+%Y-%m-%d/%H:%M:%S')" -v since="$4" -v whole=" $2 " -v parts=" $3 " '`,
    '    function settle() {',
    '      if (id == "" || at > now) return',
    '      last = since; how = "if-newer"',
    '      if (at > since) { last = at; how = "if-changed" }',
    '      one = id "," how',
    '      if (plan == "" || index(whole, " " plan " ")) found = " :" one',
    '      else if (index(parts, " " plan " ")) { sub(" " plan ":[0-9a-f]+,[a-z-]+", "", found); found = found " " plan ":" one }',
    '      else other = one',
    '    }',
    '    length($1) == 8 && $1 ~ /^[0-9a-f]+$/ && $2 ~ /^[0-9]+-[0-9]+-[0-9]+$/ { settle(); id = $1; at = $2 "/" $3; plan = "" }',
    '    { for (i = 1; i <= NF; i++) if ($i ~ /^plan:/) plan = substr($i, 6) }',
    '    END { settle(); if (found !~ /^ :/ && other != "") found = " :" other found; gsub(/[^ ]*:/, "", found); if (found != "") print found, last }',
    "  '",
    '}',
    'bring_back() {',
    '  tag=$1 to=$2 whole=$3 parts=$4 inside=${5:-} how=whole since= into=$2.coming-back',
    '  if [ ! -d "$to/.coming-back" ] && [ -n "$(ls -A "$to" 2>/dev/null)" ]; then',
    '    case "$brought" in *"|$inside|"*) how=over; since=${brought##*"|$inside|"}; since=${since%%|*} ;; esac',
    '    if [ "$how" = whole ] || [ -z "$inside" ]; then',
    `      printf '%s is there already, and is left as it is.\\n' "$to"`,
    '      return 0',
    '    fi',
    '  fi',
    '  snapshots=$(newest "$tag" "$whole" "$parts" "$since")',
    '  if [ -z "$snapshots" ]; then',
    `    printf 'There is nothing of %s in these backups.\\n' "$tag"`,
    '    return 1',
    '  fi',
    '  if [ "$how" = whole ]; then',
    '    mkdir -p "${to%/*}/"',
    '    rmdir "$to" 2>/dev/null',
    '    if [ -d "$to" ]; then',
    '      how=here',
    '      mkdir -p "$to/.coming-back" && into=$(cd -P "$to" && printf \'%s/.\' "$PWD") || return 1',
    '    fi',
    '  fi',
    '  for snapshot in $(echo "${snapshots% *}"); do',
    '    if [ "$how" = over ]; then backups restore "${snapshot%,*}" --target "$to" --overwrite "${snapshot#*,}" --verify',
    '    else backups restore "${snapshot%,*}" --target "$into" --verify',
    '    fi || {',
    `      printf 'Not all of %s came back; what came is in %s. Try again, or from other backups.\\n' "$tag" "$into"`,
    '      return 1',
    '    }',
    '  done',
    '  if [ "$how" = whole ]; then',
    '    rmdir "$to" 2>/dev/null',
    '    mv "$into" "$to" || return 1',
    '  fi',
    '  [ "$how" != here ] || rmdir "$to/.coming-back"',
    '  brought="$brought|$to|${snapshots##* }|"',
    `  printf '%s: %s files and folders\\n' "$to" "$(find "$to" | wc -l)"`,
    '}',
  ],
  ask: (variable, question) => `ask ${variable} ${word(question)}`,
  set: (variable, value) => `export ${variable}=${word(value)}`,
  openRepository: (location, flags) => {
    const words = [typeof location === 'string' ? word(location) : place(location), ...flags.map(word)]
    return `backups() { restic -r ${words.join(' ')} --no-lock "$@"; }`
  },
  list: 'backups snapshots --compact --host "$machine"',
  bringBack: ({ tag, to, whole, parts, inside }) =>
    ['bring_back', word(tag), place(to), word(whole.join(' ')), word(parts.join(' ')), ...(inside === null ? [] : [place(inside)])].join(
      ' ',
    ),
  check: 'backups check',
  start: (folder, command) => `(cd ${place(folder)} && nohup ${command.map(word).join(' ')} </dev/null >/dev/null 2>&1 &)`,
  place,
  word,
}

function place({ from, path }: NewPlace): string {
  if (from === 'root') return word(path)
  return path === '' ? '"$HOME"' : `"$HOME"/${word(path)}`
}

/** Characters that cannot be seen, or would begin another line of the document. */
const unseen = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+)/u

/** A word of which the shell reads nothing but its own characters; those that cannot be seen are written as `printf` knows them. */
function word(text: string): string {
  const whole = text.toWellFormed()
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(whole)) return whole
  if (whole === '') return "''"
  return whole
    .split(unseen)
    .filter((part) => part !== '')
    .map((part) => (unseen.test(part) ? spelled(part) : `'${part.replaceAll("'", "'\\''")}'`))
    .join('')
}

/** Line breaks by the variable `lf`, for those at its end a command in a word loses. */
function spelled(text: string): string {
  return text
    .split(/(\n)/)
    .filter((part) => part !== '')
    .map((part) =>
      part === '\n' ? '"$lf"' : `"$(printf '${[...Buffer.from(part)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}')"`,
    )
    .join('')
}
