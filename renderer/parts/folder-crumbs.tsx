import { Text, UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import classes from './folder-picker.module.css'
import { Shown } from './shown.tsx'

/** The way to a folder from the top, each step a button. */
export function FolderCrumbs({ path, onOpen }: { readonly path: string; readonly onOpen: (path: string) => void }) {
  const steps = stepsTo(path)
  return (
    <nav aria-label="Way to this folder">
      <ol className={classes['crumbs']}>
        {steps.map((step, index) => (
          <li key={step.path} style={{ display: 'inline-flex', alignItems: 'center' }}>
            {index > 0 && <IconChevronRight size={14} aria-hidden />}
            {index === steps.length - 1 ? (
              <Text component="span" className={classes['crumb']} fw={600} aria-current="location">
                <Shown text={step.name} />
              </Text>
            ) : (
              <UnstyledButton className={classes['crumb']} onClick={() => onOpen(step.path)}>
                <Shown text={step.name} />
              </UnstyledButton>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** `/home/anna` as `/`, `/home` and `/home/anna`; drives of Windows begin with their letter. */
function stepsTo(path: string): { path: string; name: string }[] {
  const separator = path.includes('\\') && !path.startsWith('/') ? '\\' : '/'
  const names = path.split(separator).filter((name) => name !== '')
  const top = path.startsWith('/') ? [{ path: '/', name: '/' }] : []
  const below = names.map((name, index) => {
    const joined = names.slice(0, index + 1).join(separator)
    return { path: path.startsWith('/') ? `/${joined}` : index === 0 ? `${joined}${separator}` : joined, name }
  })
  return [...top, ...below]
}
