// Our own closed schema of rapport.json, as the receiver applies it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';

/** A function that gives the faults of a report as sentences. */
export function closedSchema(directory) {
  const validate = new Ajv().compile(JSON.parse(readFileSync(join(directory, 'rapport.schema.json'), 'utf8')));
  return (bundle) => (validate(bundle) ? [] : validate.errors.map((error) => `closed schema: ${error.dataPath} ${error.message}`));
}
