/** One branch in the answer of a push. `flag`: a space for moved on, `*` new, `=` was there already, `!` refused; `why`: of a refusal, as git puts it. */
export type PushedRef = { readonly from: string; readonly to: string; readonly flag: string; readonly why: string }

/**
 * Reads what `git push --porcelain` writes: a line for each branch, `flag TAB from:to TAB summary (reason)`. What it does not know is left out. Pure.
 * @see https://git-scm.com/docs/git-push#_output
 */
export function readPush(output: string): PushedRef[] {
  return output.split('\n').flatMap((line) => {
    const [, flag = '', from = '', to = '', summary = ''] = /^([ +*=!-])\t([^\t:]*):([^\t:]*)\t(.*)$/.exec(line) ?? []
    if (flag === '') return []
    return [{ from: branchOf(from), to: branchOf(to), flag, why: flag === '!' ? summary.trim() : '' }]
  })
}

/** `refs/heads/main` as people call it. */
function branchOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, '')
}
