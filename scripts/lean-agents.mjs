// Leaves out of the programs what the library for agents brings and nothing here calls: its own JSON Schema validator
// (`answerValidator` is given in its place) and the conversion of schemas of zod's third version.

const unused = {
  filter:
    /[\\/](@modelcontextprotocol[\\/]sdk[\\/]dist[\\/]esm[\\/]validation[\\/]ajv-provider\.js|zod-to-json-schema[\\/]dist[\\/]esm[\\/]index\.js)$/,
};

const refusal = `
const refuse = () => { throw new Error('This part of the library for agents is not built in.'); };
export class AjvJsonSchemaValidator { constructor() { refuse(); } }
export const zodToJsonSchema = refuse;
`;

/** Whoever would call what is left out gets an error that says so. */
export const leanAgentsPlugin = {
  name: 'lean-agents',
  setup(build) {
    build.onLoad(unused, () => ({ contents: refusal, loader: 'js' }));
  },
};
