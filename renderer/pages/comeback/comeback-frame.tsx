import { type StepContent, StepShell } from '../first-run/step-shell.tsx'
import { type ComebackStep, comebackSteps, comebackTitles } from './comeback-draft.ts'

/** A step of bringing a machine back. */
export function ComebackFrame({ step, title, ...content }: StepContent & { readonly step: ComebackStep; readonly title?: string }) {
  const at = comebackSteps.indexOf(step) + 1
  return (
    <StepShell
      id={`comeback ${step}`}
      title={title ?? comebackTitles[step]}
      position={`Step ${at} of ${comebackSteps.length}`}
      part={at / comebackSteps.length}
      {...content}
    />
  )
}
