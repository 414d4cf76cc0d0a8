import { bundle } from '../../tsup.base.ts'

export default bundle({
  index: 'src/index.ts',
  codec: 'src/codec/index.ts',
  schema: 'src/schema/index.ts'
})
