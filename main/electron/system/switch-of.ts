/** An argument of a command line that is a switch: `--open=/restore`, also with one dash or in capitals, as Chromium takes it on some systems. Pure. */
export function switchOf(argument: string): { readonly name: string; readonly value: string | undefined } | undefined {
  const [, name, value] = /^--?([a-z][a-z0-9_-]*)(?:=(.*))?$/is.exec(argument) ?? []
  return name === undefined ? undefined : { name: name.toLowerCase(), value }
}
