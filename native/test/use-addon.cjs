// Preloaded (node --require) where NLKIT_TEST_ADDON names another build of the addon: it is loaded in place of the shipped
// one, in workers and child processes, too.
const other = process.env.NLKIT_TEST_ADDON
if (other !== undefined) {
  const dlopen = process.dlopen
  process.dlopen = (module, file, ...rest) =>
    dlopen.call(process, module, file.endsWith('/nlkit.node') ? other : file, ...rest)
}
