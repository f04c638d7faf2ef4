// Whether a client's answer to a question is what the question's JSON Schema asks for: by the library that is here
// for experiments. The protocol's own default is a second one, four times the size of all that serves agents.

import type {
  JsonSchemaType,
  JsonSchemaValidator,
  jsonSchemaValidator,
} from '@modelcontextprotocol/sdk/validation/types.js';
import * as z from 'zod';

/** Its `getValidator` throws where the schema says what the library cannot hold. */
export const answerValidator: jsonSchemaValidator = {
  getValidator<T>(schema: JsonSchemaType): JsonSchemaValidator<T> {
    const asked = z.fromJSONSchema(z.record(z.string(), z.unknown()).parse(schema));
    return (input) => {
      const { success, error } = asked.safeParse(input);
      // The protocol's types leave it to the caller to know what type its schema describes.
      return success
        ? { valid: true, data: input as T, errorMessage: undefined }
        : { valid: false, data: undefined, errorMessage: z.prettifyError(error) };
    };
  },
};
