// What the official schema and the invariants let through, or what holds for our reports alone.

// Calls visit(value, path) on every object and array below `value`, itself included.
function walk(value, path, visit) {
  if (value === null || typeof value !== 'object') return;
  visit(value, path);
  for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`, visit);
}

function emptyValues(bundle) {
  const faults = [];
  walk(bundle, 'Bundle', (value, path) => {
    if (Object.keys(value).length === 0) faults.push(`${path} is empty`);
  });
  return faults;
}

function groupsWithoutCode(report, path) {
  return (report.group ?? [])
    .filter((group) => !group.code?.coding?.some((coding) => coding.code))
    .map((group) => `${path}: group ${group.id ?? ''} has no code`);
}

function incompletePopulations(report, path) {
  const faults = [];
  for (const group of report.group ?? []) {
    for (const population of group.population ?? []) {
      if (!population.code?.coding?.[0]?.code) faults.push(`${path}: a population of ${group.id} has no code`);
      if (population.count === undefined && !population._count?.extension?.length) {
        faults.push(`${path}: a population of ${group.id} has no count and does not say why`);
      }
    }
  }
  return faults;
}

function unnamedOrganizations(resource, path) {
  const faults = [];
  if (!resource.name) faults.push(`${path}: the Organization has no name`);
  if (!resource.identifier?.length) faults.push(`${path}: the Organization has no identifier`);
  return faults;
}

function unreferencedContained(resource, path) {
  const references = new Set();
  walk(resource, path, (value) => {
    if (typeof value.reference === 'string') references.add(value.reference);
  });
  return (resource.contained ?? [])
    .filter((contained) => !references.has(`#${contained.id}`))
    .map((contained) => `${path}: the contained ${contained.resourceType} ${contained.id} is not referred to`);
}

// Every reference leads to an entry of the bundle, and every Organization is led to.
function danglingReferences(bundle) {
  const faults = [];
  const entries = new Map((bundle.entry ?? []).map((entry) => [entry.fullUrl, entry.resource]));
  if (entries.size !== (bundle.entry ?? []).length) faults.push('two entries have the same fullUrl');
  const used = new Set();
  walk(bundle, 'Bundle', (value, path) => {
    if (typeof value.reference !== 'string' || value.reference.startsWith('#')) return;
    used.add(value.reference);
    if (!entries.has(value.reference)) faults.push(`${path}: ${value.reference} is not in the bundle`);
  });
  for (const [url, resource] of entries) {
    if (resource.resourceType === 'Organization' && !used.has(url)) faults.push(`the Organization ${url} is not used`);
  }
  return faults;
}

// The cheap rules of DEQM and the cardinalities of mADX 3.0.0.
function reportRules(report, path) {
  const faults = [];
  const day = /^\d{4}-\d\d-\d\d$/;
  if (!report.subject) faults.push(`${path}: no subject`);
  if (!report.reporter) faults.push(`${path}: no reporter`);
  if (!report.date) faults.push(`${path}: no date`);
  if (!report.measure?.includes('|')) faults.push(`${path}: the measure has no version`);
  if (!day.test(report.period?.start) || !day.test(report.period?.end)) faults.push(`${path}: the period is not in days`);
  for (const group of report.group ?? []) {
    const scoring = group.extension?.filter((extension) => extension.url.endsWith('/deqm-measureScoring')) ?? [];
    if (scoring.length !== 1) faults.push(`${path}: group ${group.id} has not one scoring`);
  }
  return faults;
}

const base = 'https://jauge.example/fhir/StructureDefinition/';

// Extensions of ours that no StructureDefinition describes.
function unknownExtensions(bundle, names) {
  const faults = [];
  walk(bundle, 'Bundle', (value, path) => {
    if (typeof value.url !== 'string' || !value.url.startsWith(base)) return;
    if (!names.has(value.url.slice(base.length))) faults.push(`${path}: ${value.url} is not defined`);
  });
  return faults;
}

// Indicators that the CodeSystem does not list.
function unknownIndicators(report, path, indicators) {
  return (report.group ?? [])
    .map((group) => group.code?.coding?.[0]?.code)
    .filter((code) => code !== undefined && !indicators.has(code))
    .map((code) => `${path}: ${code} is not in the CodeSystem`);
}

/** Faults of a report as sentences. `definitions`: names of our extensions and codes of our indicators, as sets. */
export function reportFaults(bundle, definitions) {
  const faults = [...emptyValues(bundle), ...danglingReferences(bundle), ...unknownExtensions(bundle, definitions.extensions)];
  for (const [index, { resource }] of (bundle.entry ?? []).entries()) {
    const path = `entry ${index}`;
    faults.push(...unreferencedContained(resource, path));
    if (resource.resourceType === 'Organization') faults.push(...unnamedOrganizations(resource, path));
    if (resource.resourceType === 'MeasureReport') {
      faults.push(...groupsWithoutCode(resource, path), ...incompletePopulations(resource, path));
      faults.push(...reportRules(resource, path), ...unknownIndicators(resource, path, definitions.indicators));
    }
  }
  return faults;
}
