import { hostArch } from '../system.ts'

/**
 * Errno numbers and their names. `node:util` knows only those that libuv maps (no ENOTUNIQ, ESTALE ...), and
 * answers from a table of the running system only, while a capture may be read anywhere.
 * Source of truth: include/uapi/asm-generic/errno-base.h, errno.h; arch/mips/include/uapi/asm/errno.h.
 */

// Numbers 1 to 34 are the same on every architecture.
const BASE =
  'EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST ' +
  'EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE'

// '-' stands for a number without a name. Each group starts at the number in front of it.
const GENERIC =
  '35 EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ' +
  'ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT - EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ' +
  'ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ' +
  'ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT ' +
  'EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ' +
  'ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ' +
  'ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT ' +
  'ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE ERFKILL ' +
  'EHWPOISON'

const MIPS =
  '35 ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EDEADLK ENOLCK ' +
  '50 EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT EDEADLOCK ' +
  '59 EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO ' +
  '73 EDOTDOT EMULTIHOP 77 EBADMSG ENAMETOOLONG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ' +
  'ELIBEXEC EILSEQ ENOSYS ELOOP ERESTART ESTRPIPE ENOTEMPTY EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ' +
  'ENOPROTOOPT 120 EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ' +
  'ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN EUCLEAN - ENOTNAM ENAVAIL EISNAM ' +
  'EREMOTEIO EINIT EREMDEV ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ' +
  'ESTALE 158 ECANCELED ENOMEDIUM EMEDIUMTYPE ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD ' +
  'ENOTRECOVERABLE ERFKILL EHWPOISON 1133 EDQUOT'

// Kernel-internal (include/linux/errno.h), yet seen by user space where a driver forgets to translate them.
const INTERNAL = '512 ERESTARTSYS ERESTARTNOINTR ERESTARTNOHAND ENOIOCTLCMD 524 ENOTSUPP'

function parse(...tables: readonly string[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  let next = 1
  for (const word of tables.join(' ').split(' ')) {
    if (/^\d/.test(word)) {
      next = Number(word)
      continue
    }
    if (word !== '-') names.set(next, word)
    next += 1
  }
  return names
}

const tables = new Map<'generic' | 'mips', ReadonlyMap<number, string>>()

function tableOf(arch: string): ReadonlyMap<number, string> {
  const kind = arch.startsWith('mips') ? 'mips' : 'generic'
  let table = tables.get(kind)
  if (table === undefined) {
    table = parse(BASE, kind === 'mips' ? MIPS : GENERIC, INTERNAL)
    tables.set(kind, table)
  }
  return table
}

/**
 * The name of an errno, of either sign: `errnoName(-17)` is `'EEXIST'`. A number without a name gives `'E<number>'`.
 * @param arch a `process.arch`; the running one where it is left out
 */
export function errnoName(errno: number, arch: string = hostArch): string {
  const number = Math.abs(errno)
  return tableOf(arch).get(number) ?? `E${number}`
}

/** The positive number of an errno's name on this architecture, `undefined` where there is none of that name. */
export function errnoNumber(name: string, arch: string = hostArch): number | undefined {
  for (const [number, known] of tableOf(arch)) if (known === name) return number
  return undefined
}
