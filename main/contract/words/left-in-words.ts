/** A file that was not looked into, and why; without a name it is many. Pure. */
export function leftInWords({ file, why }: { readonly file: string; readonly why: string }): string {
  return file === '' ? why : `${file} (${why})`
}
