/** As much of `pasted` as fits beside what stays, without half a character at its end; undefined where all of it fits. */
export const fitting = (pasted: string, staying: number, most: number): string | undefined => {
  if (staying + pasted.length <= most) return undefined;
  return pasted.slice(0, Math.max(0, most - staying)).replace(/[\ud800-\udbff]$/, '');
};
