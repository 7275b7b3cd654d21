/** Which files belong to a lab. Pure. */

const LAB = /^labs\/week([1-9][0-9]?)\/(.+)$/;

/** The number of the week that a file belongs to; undefined: to none. */
export function weekOf(path: string): number | undefined {
  const found = LAB.exec(path);
  return found ? Number(found[1]) : undefined;
}

/** Whether a file is below the folder of a week. */
export function isOf(path: string, week: number): boolean {
  return weekOf(path) === week;
}
