/** An option of ssh, with its value or its several files. */
export type SshOption = readonly [name: string, value: string | readonly string[]]

/**
 * Options of ssh as one text for `-o sftp.args=`. It is read twice: restic divides it into words at blanks, where a quote holds a word together and
 * a backslash is a mere character that keeps a quote from ending it; then ssh reads the value of each `-oName=value` like a line of its
 * configuration file, with double quotes, backslashes and `%`.
 * @see https://man.openbsd.org/ssh_config
 */
export function sshWords(options: readonly SshOption[]): string {
  return sshParameters(options).map(asWord).join(' ')
}

/** The same for ssh itself: a list of arguments, which nobody divides. */
export function sshParameters(options: readonly SshOption[]): string[] {
  return options.map(([name, value]) => `-o${name}=${[value].flat().map(sshValue).join(' ')}`)
}

/**
 * Two such texts in one, where one restic talks to two servers: host keys and private keys of both. Where only one names a private key, the usual ones are
 * named for the other. Of everything else both say the same.
 */
export function mergeSshWords(one: string, other: string): string {
  const [a, b] = [optionsIn(one), optionsIn(other)]
  const both = (name: string) => [
    ...new Set([a, b].flatMap((options) => options.filter(([key]) => key === name).map(([, value]) => value))),
  ]
  const hosts = [...new Set(both('UserKnownHostsFile').flatMap((value) => value.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? []))]
  const identities = both('IdentityFile')
  const named = [a, b].filter((options) => options.some(([key]) => key === 'IdentityFile')).length
  const special = ['UserKnownHostsFile', 'IdentityFile', 'IdentitiesOnly']
  return [
    ...a.filter(([name]) => !special.includes(name)),
    ['UserKnownHostsFile', hosts.join(' ')],
    ...[...identities, ...(named === 1 ? usualIdentities : [])].map((file) => ['IdentityFile', file]),
    ...(named === 2 ? [['IdentitiesOnly', 'yes']] : []),
  ]
    .map(([name, value]) => asWord(`-o${name}=${value}`))
    .join(' ')
}

const usualIdentities = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa']

/** Names and values of a text of {@link sshWords}; values as ssh reads them. */
function optionsIn(words: string): (readonly [string, string])[] {
  return (words.match(/'(?:\\.|[^'\\])*'|[^\s']+/g) ?? []).map((word) => {
    const [, name = '', value = ''] = /^'?-o(\w+)=(.*?)'?$/.exec(word) ?? []
    return [name, value] as const
  })
}

/** With each quote in it behind a backslash, the single quotes around the whole word end where they should. */
function asWord(word: string): string {
  return plain.test(word) ? word : `'${word}'`
}

function sshValue(value: string): string {
  const told = value.replaceAll('%', '%%')
  return plain.test(told) ? told : `"${told.replace(/["'\\]/g, '\\$&')}"`
}

const plain = /^[\w@%+=:,./~-]+$/
