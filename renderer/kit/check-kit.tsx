import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { orpc } from '../api.ts'
import { ProblemAlert } from '../parts/problem-alert.tsx'
import { problemOf } from '../problems/problem-of.ts'

type CheckKitProps = { readonly repository: string; readonly onRight: () => void }

/** Asks for the end of the password, as it stands on the paper or in the file that it was saved to. */
export function CheckKit({ repository, onRight }: CheckKitProps) {
  const [last, setLast] = useState('')
  const check = useMutation(
    orpc.kit.check.mutationOptions({
      gcTime: 0,
      onSuccess: ({ right }) => {
        if (!right) return
        setLast('')
        onRight()
      },
    }),
  )
  const wrong = check.data?.right === false
  const go = () => {
    if (last.trim() !== '') check.mutate({ repository, last })
  }
  return (
    <Stack gap="sm" className="vk-no-print">
      <TextInput
        label="The end of the password on your kit"
        description={
          'Read it from the paper or the saved file: the last two groups, such as abcd\u2011efgh. Of a password in words type its last four words, of any other its last eight characters.'
        }
        value={last}
        onChange={(event) => {
          setLast(event.currentTarget.value)
          if (wrong) check.reset()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          go()
        }}
        error={wrong ? 'This is not the end of the password, or too little of it.' : undefined}
        maxLength={1000}
        maw="30rem"
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
      />
      <Group gap="sm">
        <Button loading={check.isPending} disabled={last.trim() === ''} onClick={go}>
          Check
        </Button>
        <Text size="sm" role="status">
          {check.data?.right === true ? 'Right: you have the password.' : ''}
        </Text>
      </Group>
      {check.isError && <ProblemAlert problem={problemOf(check.error)} />}
    </Stack>
  )
}
