import { type StepContent, StepShell } from './step-shell.tsx'
import { type Step, steps, stepTitles } from './steps.ts'

/** A step of the set-up. */
export function StepFrame({ step, ...content }: StepContent & { readonly step: Step }) {
  const at = steps.indexOf(step)
  return (
    <StepShell
      id={`first-run ${step}`}
      title={stepTitles[step]}
      position={at === 0 ? 'About five minutes' : `Step ${at} of ${steps.length - 1}`}
      part={at / (steps.length - 1)}
      {...content}
    />
  )
}
