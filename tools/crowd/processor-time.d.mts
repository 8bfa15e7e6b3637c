export function processorTime(pid: number | string): { readonly ranMs: number; readonly waitedMs: number };
