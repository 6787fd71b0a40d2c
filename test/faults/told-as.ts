import type { OperationEnd } from './fault-bench.ts'

/** What is wrong where an operation should have failed for a certain reason. @param id of the kind, which the sentence begins with */
export function toldAs(
  id: string,
  { code, signal, answer, stderr }: OperationEnd,
  codes: RegExp,
  soon = Number.POSITIVE_INFINITY,
  took = 0,
): string[] {
  const wrong: string[] = []
  if (code === 0) wrong.push(`${id}: it said that all is well`)
  else if (!codes.test(answer?.problem?.code ?? ''))
    wrong.push(
      `${id}: ended with ${code ?? signal} and told ${answer?.problem?.code}: ${answer?.problem?.sentence ?? stderr}`.slice(0, 500),
    )
  if (took > soon) wrong.push(`${id}: told only after ${Math.round(took)} ms`)
  return wrong
}
