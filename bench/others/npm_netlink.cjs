// The npm package netlink: the same by its RtNetlinkSocket. Prints nanoseconds.
'use strict'
const { createRtNetlink } = require('netlink')

const [work, ...numbers] = process.argv.slice(2)
const AF_INET = 2

async function run(socket) {
  const start = process.hrtime.bigint()
  if (work === 'routes') {
    await socket.getRoutes({ family: AF_INET })
  } else if (work === 'links') {
    await socket.getLinks()
  } else {
    const [index, count] = numbers.map(Number)
    for (let i = 0; i < count; i++) await socket.getLink({ index })
  }
  return process.hrtime.bigint() - start
}

run(createRtNetlink({ ref: true })).then(
  (nanoseconds) => {
    console.log(String(nanoseconds))
    process.exit(0)
  },
  (error) => {
    console.error(String(error))
    process.exit(1)
  }
)
