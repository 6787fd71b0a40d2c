import { Radio, Stack } from '@mantine/core'
import { OwnPassword, type OwnPasswordText } from '../first-run/own-password.tsx'

/** A password that is to be: made here, or an own one. */
export type PasswordWish = { readonly how: 'generated' | 'typed'; readonly own: OwnPasswordText }

/** What is wished before anybody chose. */
export const usualWish: PasswordWish = { how: 'generated', own: { value: '', again: '', enough: false } }

/** Whether an own password is good enough and was typed twice alike. Pure. */
export function wishIsGood({ how, own }: PasswordWish): boolean {
  return how === 'generated' || (own.enough && own.value === own.again && own.value === own.value.trim())
}

type NewPasswordProps = {
  readonly wish: PasswordWish
  /** Words that a guesser would try first. */
  readonly about: readonly string[]
  readonly onChange: (change: Partial<PasswordWish>) => void
}

/** Asks for a new password: one that is made, or an own one. */
export function NewPassword({ wish: { how, own }, about, onChange }: NewPasswordProps) {
  return (
    <Radio.Group value={how} onChange={(value) => onChange({ how: value as PasswordWish['how'] })} aria-label="Password">
      <Stack gap="md">
        <Radio
          value="generated"
          label="Have one made for me"
          description="The safest: 32 random letters and digits in groups of four. You print or save it in the next step."
        />
        <Radio value="typed" label="Use my own" description="You will need it in some years. Choose one that you use nowhere else." />
        {how === 'typed' && (
          <div style={{ paddingInlineStart: 32 }}>
            <OwnPassword text={own} about={about} onChange={(text) => onChange({ own: text })} />
          </div>
        )}
      </Stack>
    </Radio.Group>
  )
}
