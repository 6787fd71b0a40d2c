import { Page } from '../../parts/page.tsx'

/** `#/`: Restore. */
export default function ThisPage() {
  return <Page title="Restore" />
}
