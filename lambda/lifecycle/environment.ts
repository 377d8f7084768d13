/** A variable of the function's environment, without which it cannot work. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set: deploy the stack again`);
  return value;
}
