/**
 * Options of ssh as one text for `-o sftp.args=`. It is read twice: restic divides it into words at blanks, where a quote holds a word together and
 * a backslash is a mere character that keeps a quote from ending it; then ssh reads the value of each `-oName=value` like a line of its
 * configuration file, with double quotes, backslashes and `%`.
 * @param options a list is several files or words of one option
 * @see https://man.openbsd.org/ssh_config
 */
export function sshWords(options: readonly (readonly [name: string, value: string | readonly string[]])[]): string {
  return options
    .map(([name, value]) => `-o${name}=${Array.isArray(value) ? value.map(sshValue).join(' ') : sshValue(String(value))}`)
    .map((word) => (/^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word}'`))
    .join(' ')
}

/** With each quote behind a backslash, the single quotes around the whole word end where they should. */
function sshValue(value: string): string {
  const told = value.replaceAll('%', '%%')
  return /^[\w@%+=:,./~-]+$/.test(told) ? told : `"${told.replace(/["'\\]/g, '\\$&')}"`
}
