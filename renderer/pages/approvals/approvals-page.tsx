import { Page } from '../../parts/page.tsx'

/** `#/`: Approvals. */
export default function ThisPage() {
  return <Page title="Approvals" />
}
