/** How many times longer than here a test may take: set where the machine is emulated, or a sanitizer looks on. */
export const patience = Number(process.env['NLKIT_PATIENCE'] ?? 1)
