import { error, type FindingCode, findingTable, info, warning } from '../../core/findings';

const format = 'Import manifest, version 1';

/** What can be said of an import manifest itself: its form, its rows beside each other, and what is there already. */
export const manifestFinding = findingTable('Import manifests', {
  manifest_too_large: error('The manifest has {0} characters; at most {1} are read. Split it.', format),
  manifest_too_many_rows: error('The manifest has more than {0} rows. Split it.', format),
  manifest_empty: error('The manifest contains no key block to import. Add a row for each.', format),
  manifest_json: error('This cannot be read as JSON: {0}. Fix it here first.', format),
  manifest_depth: error('The manifest is nested deeper than {0} levels; a manifest needs four.', format),
  manifest_version: error('version must be 1; {0} was found. Add "version": 1.', format),
  manifest_type: error('{0} must be {1}; {2} was found.', format),
  manifest_missing: error('{0} is missing in this row.', format),
  manifest_unknown: warning('{0} is not part of a manifest and is ignored. Known members: {1}.', format),
  manifest_twice: error('{0} appears twice here. Remove one of them.', format),
  manifest_header: error(
    'The first line must contain the column names, including keyBlock and wrappingKey. Missing: {0}.',
    format,
  ),
  manifest_cells: error('The row has {0} cells, but the header has {1} columns.', format),
  manifest_quote: error('A quotation mark is opened here and never closed.', format),
  manifest_wrapping_key_form: error(
    'Specify the wrapping key by its alias ("alias/…") or ARN; {0} was found.',
    format,
  ),
  manifest_check_value: error(
    'A check value has an even number of hexadecimal digits, 4 to 16; {0} was found. Spreadsheets drop leading zeros and convert values such as 12E456 to numbers.',
    format,
  ),
  manifest_check_value_short: warning(
    'The check value {0} has only {1} digits; {2} are needed to confirm that it is the same key. A difference is still found.',
    format,
  ),
  manifest_check_value_long: warning(
    'The check value has {0} digits; check values have {1} at most. Use the usual number of digits, such as 6. Records show the first {1} only.',
    format,
  ),
  manifest_check_value_algorithm: error('checkValueAlgorithm is one of {0}; {1} was found.', format),
  manifest_tags: error('Enter tags as name=value;name=value; {0} was found.', format),
  manifest_enabled: error('enabled is true or false; {0} was found.', format),
  manifest_block_twice: error(
    'Row {0} has the same key block. Importing both would create a second key. Remove one of them.',
    format,
  ),
  manifest_alias_twice: error('{0} is also in row {1}; an alias points to only one key.', format),
  manifest_same_check_value: warning(
    'Row {0} expects the same check value, {1}, for the same usage: it may be the same key.',
    format,
  ),
  manifest_wrapping_key_unknown: error(
    '{0} is not in this account and Region. Check the alias or ARN, or import that key first.',
    format,
  ),
  manifest_key_there: warning(
    'A key with this usage and check value {0} already exists: {1}. It may be the same key.',
    format,
  ),
  manifest_imported_gone: error(
    'It was imported on {0} as {1}. That key is now {2}. Restore it, or give a reason in "again" to import the block again.',
    format,
  ),
  manifest_again: warning(
    'It was imported on {0} as {1} and is imported again because of "{2}": there will be two keys.',
    format,
  ),
  manifest_again_done: info('It was already imported again for this reason, on {0} as {1}.', format),
  manifest_again_unused: warning('It was never imported before, so "again" is ignored.', format),
  manifest_note_unreadable: error(
    'A note on an earlier import of this key block cannot be read, so it may have been sent. Run Import Key… for this block to resolve it.',
    format,
  ),
  manifest_check_value_differs: error(
    'It was imported as {0}, but its check value is {1}, not {2}. No alias was assigned. Find out which is right before you use it.',
    format,
  ),
  manifest_answer_lost: info(
    'An earlier call got no response. Its key is searched for before anything is sent again.',
    format,
  ),
});

export type ManifestRule = FindingCode<typeof manifestFinding>;
