// How lines printed inside the extension host are told from the workbench's own, which arrive on the same way.

/**
 * Environment variable with what the script puts before each line it prints; unset where the output has a way of its
 * own.
 */
export const outputMarkVariable = 'REPTILE_LAB_OUTPUT_MARK';
export const outputMark = '[script] ';
