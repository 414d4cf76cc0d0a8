/** Programs of others: found, or built from the few lines beside this file where their library is installed. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'

const folder = new URL('../../.nlkit/', import.meta.url).pathname
const source = (name: string): string => new URL(name, import.meta.url).pathname

/** The command, or why there is none. */
export type Found = readonly string[] | string

const known = new Map<string, Found>()

function once(name: string, find: () => Found): Found {
  const found = known.get(name) ?? find()
  known.set(name, found)
  return found
}

/** A program of the system. */
export const installed = (program: string, aPackage: string): Found =>
  once(program, () =>
    spawnSync(program, ['-V'], { stdio: 'ignore' }).error === undefined
      ? [program]
      : `not installed (${aPackage})`
  )

/** A C program with a library that pkg-config knows. */
export const builtInC = (file: string, library: string, aPackage: string): Found =>
  once(file, () => {
    const flags = spawnSync('pkg-config', ['--cflags', '--libs', library], { encoding: 'utf8' })
    if (flags.status !== 0) return `not installed (${aPackage}, pkg-config)`
    mkdirSync(folder, { recursive: true })
    const program = `${folder}${file.replace('.c', '')}`
    execFileSync('cc', ['-O2', '-o', program, source(file), ...flags.stdout.trim().split(/\s+/)], {
      stdio: 'inherit'
    })
    return [program]
  })

/** A Go program with packages of Debian's, which lie in /usr/share/gocode. */
export const builtInGo = (file: string, aPackage: string): Found =>
  once(file, () => {
    mkdirSync(folder, { recursive: true })
    const program = `${folder}${file.replace('.go', '')}`
    const env = {
      ...process.env,
      GO111MODULE: 'off',
      GOPATH: '/usr/share/gocode',
      GOFLAGS: '',
      GOTOOLCHAIN: 'local'
    }
    const { status, error } = spawnSync('go', ['build', '-o', program, source(file)], {
      env,
      stdio: 'ignore'
    })
    return status === 0 && error === undefined ? [program] : `not installed (golang-go, ${aPackage})`
  })

/** Debian's modules are for Debian's python, which need not be the first. */
export const inPython = (file: string, module: string, aPackage: string): Found =>
  once(file, () => {
    for (const python of ['python3', '/usr/bin/python3']) {
      if (spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0)
        return [python, source(file)]
    }
    return `not installed (${aPackage})`
  })

/** A package that lies where Node looks for those of this repository: in it or above it. */
export const fromNpm = (file: string, name: string): Found =>
  once(file, () => {
    try {
      createRequire(import.meta.url).resolve(name)
      return [process.execPath, source(file)]
    } catch {
      return `not installed (npm package ${name})`
    }
  })
