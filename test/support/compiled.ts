/** Modules as compiled: those that start threads start them from compiled files. */
export async function compiled<T>(path: string): Promise<T> {
  return (await import(new URL(`../../dist/${path}`, import.meta.url).href)) as T;
}
