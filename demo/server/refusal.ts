/** An answer that ends a request early. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Record<string, string> = {},
  ) {
    super(`refused with ${status}`);
  }
}

export const detail = (status: number, text: string, headers?: Record<string, string>) =>
  new Refusal(status, { detail: text }, headers);

export const formError = (...texts: string[]) => new Refusal(400, { non_field_errors: texts });

export const fieldError = (field: string, ...texts: string[]) => new Refusal(400, { [field]: texts });
