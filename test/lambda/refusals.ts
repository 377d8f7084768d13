/** The refusals of properties that cannot be read. */
export function refusalOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    return String(error);
  }
  return 'nothing was refused';
}

export function refused(explanation: string): string {
  return `Refusal: a property of the custom resource is invalid: ${explanation}`;
}
