import { error, findingTable, warning } from '../../core/findings';

const api = 'AWS Payment Cryptography API reference, PutResourcePolicy';
const grammar = 'IAM user guide, grammar of the JSON policy language';

/** What is said of a resource policy before it is sent. */
export const policyFinding = findingTable('AWS Payment Cryptography: resource policies', {
  resource_policy_json: error('This is not JSON: {0}.', grammar),
  resource_policy_long: error('A resource policy has at most {0} characters. This one has {1}.', api),
  resource_policy_characters: error(
    'A resource policy can only contain characters of Latin-1, tabs and line breaks.',
    api,
  ),
  resource_policy_deep: error('This is nested deeper than {0} levels.', grammar),
  resource_policy_form: error('{0}: expected {1}.', grammar),
  resource_policy_twice: error('{0} is given twice.', grammar),
  resource_policy_unknown: warning(
    '{0} is not evaluated here. The list of grants does not show its effect.',
    grammar,
  ),
  resource_policy_many: warning(
    '{0}: {1} entries. Only the first {2} are read, and the list of grants is incomplete.',
    grammar,
  ),
  resource_policy_public: warning(
    '{0} allows everyone, without a condition. AWS refuses such a policy (PublicPolicyException). Name accounts or roles, or add a condition.',
    `${api} (PublicPolicyException)`,
  ),
});
