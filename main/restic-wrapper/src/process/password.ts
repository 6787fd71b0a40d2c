/** How restic gets a repository's password. It never travels in argv. */
export type Password =
  | {
      readonly from: 'value'
      readonly value: string
      /** `stdin` works everywhere and leaves no trace; `descriptor` (Linux) for children whose stdin is needed. Default `stdin`. */
      readonly via?: 'stdin' | 'descriptor'
    }
  /** A command that prints the password: split like a shell does, but run without one. */
  | { readonly from: 'command'; readonly command: string }

/**
 * Says why a password cannot be used, or `undefined` when it can. restic trims what it reads from files, stdin and commands, so a
 * password with outer white space would silently become another one.
 * @see https://restic.readthedocs.io/en/stable/faq.html
 */
export function passwordProblem(password: Password): string | undefined {
  if (password.from === 'command') return password.command.trim() === '' ? 'the password command is empty' : undefined
  const { value } = password
  if (value === '') return 'the password is empty'
  if (/[\r\n\0]/.test(value)) return 'the password holds a line break or a NUL character'
  if (value.trim() !== value || /^[\u0085\ufeff]|\u0085$/.test(value)) return 'the password begins or ends with white space'
  if (!value.isWellFormed()) return 'the password is not valid Unicode'
  return undefined
}
